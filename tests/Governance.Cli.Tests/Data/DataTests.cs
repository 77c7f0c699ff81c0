using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Governance.Cli.Tests.Support;
using Governance.Policies;

namespace Governance.Cli.Tests.Data;

public sealed class DataTests : IDisposable
{
    private const string Rows =
        "id,contact,note,amount\r\n"
        + "1,ada@example.org,\"says \"\"hi\"\", calls +442071838750\",10.5\r\n"
        + "2,,\"two\nlines\",11\r\n"
        + "3,grace@example.org,IBAN DE89370400440532013000,12\r\n"
        + "\r\n"
        + "4,none,plain,13";

    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Scan_ReportsColumnsCountsAndRowsButNoValue()
    {
        var file = _run.File("raw.csv", Rows);

        Assert.Equal(0, await _run.InvokeAsync(["data", "scan-pii", "--data", file, "-o", "json"]));

        using var json = JsonDocument.Parse(_run.Out);
        Assert.Equal(4, json.RootElement.GetProperty("findings").GetInt32());
        Assert.Equal(4, json.RootElement.GetProperty("rows").GetInt32());
        Assert.Equal(2, json.RootElement.GetProperty("rowsWithFindings").GetInt32());
        var emails = json.RootElement.GetProperty("columns").EnumerateArray().Single(c => c.GetProperty("detector").GetString() == "email");
        Assert.Equal("contact", emails.GetProperty("column").GetString());
        Assert.Equal([1, 3], emails.GetProperty("rows").EnumerateArray().Select(r => r.GetInt32()));
        foreach (var value in new[] { "ada", "grace", "442071838750", "370400" })
        {
            Assert.DoesNotContain(value, _run.Out + _run.Error);
        }

        Assert.Equal(1, await _run.InvokeAsync(["data", "scan-pii", "--data", file, "--max-findings", "3", "-o", "markdown"]));
        Assert.Contains("| fail | personal-data/email", _run.Out);
        Assert.Equal(0, await _run.InvokeAsync(["data", "scan-pii", "--data", file, "--max-findings", "0", "--columns", "amount,id"]));
    }

    [Fact]
    public async Task Scan_OfAFileWithoutRows_EndsUndecidedWhenABoundWasAskedFor()
    {
        var file = _run.File("empty.csv", "id,contact\n");

        Assert.Equal(3, await _run.InvokeAsync(["data", "scan-pii", "--data", file, "--max-findings", "0"]));
        Assert.Contains("has no rows, so nothing was searched", _run.Error);
    }

    // What a gate asks: a scan of the dataset as registered, with the detectors and fields the policy names.
    [Fact]
    public async Task Scan_OfAPackedFile_IsReadByAGateForEitherDigest()
    {
        var file = _run.File("raw.csv.gz", Gzip(Rows));

        Assert.Equal(0, await _run.InvokeAsync(["data", "scan-pii", "--data", file, "-o", "json"]));

        var facts = EvidenceFacts.Read("pii-scan", Encoding.UTF8.GetBytes(_run.Out), "application/json").Facts;
        Assert.Null(facts.Unreadable);
        Assert.Equal(4, facts.Pii!.Findings);
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Rows))), facts.Pii.DatasetSha256);
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(file))), facts.Pii.DatasetSha256);
        Assert.Contains("payment-card", facts.Pii.Detectors);
        Assert.Equal(["amount", "contact", "id", "note"], facts.Pii.Fields);
    }

    [Fact]
    public async Task Redact_Mask_ChangesFindingsAloneByteForByte()
    {
        var (file, clean) = (_run.File("raw.csv", Rows), Path.Combine(_run.Folder, "clean.csv"));

        Assert.Equal(0, await _run.InvokeAsync(["data", "redact", "--data", file, "--output", clean]));

        var expected = Rows.Replace("ada@example.org", "[email]", StringComparison.Ordinal)
            .Replace("grace@example.org", "[email]", StringComparison.Ordinal)
            .Replace("+442071838750", "[phone]", StringComparison.Ordinal)
            .Replace("DE89370400440532013000", "[iban]", StringComparison.Ordinal);
        Assert.Equal(expected, await File.ReadAllTextAsync(clean));
        Assert.Contains("4 findings in 2 rows", _run.Out);
        Assert.Contains("0 findings in 4 rows", _run.Out);
        Assert.Equal(Rows, await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task Redact_Hash_GivesOneValueOnePseudonymUnderOneKey()
    {
        var file = _run.File("raw.csv", "a,b\nada@example.org,ada@example.org\ngrace@example.org,x\n");
        var (one, two, other) = (
            _run.File("one.key", new string('k', 32)),
            Path.Combine(_run.Folder, "two.csv"),
            Path.Combine(_run.Folder, "other.csv")
        );

        Assert.Equal(
            0,
            await _run.InvokeAsync(["data", "redact", "--data", file, "--output", two, "--method", "hash", "--hash-key-file", one])
        );
        Assert.Equal(0, await _run.InvokeAsync(["data", "redact", "--data", file, "--output", other, "--method", "hash"]));

        var lines = await File.ReadAllLinesAsync(two);
        var fields = lines[1].Split(',');
        Assert.Matches(@"^\[email#[0-9a-f]{20}\]$", fields[0]);
        Assert.Equal(fields[0], fields[1]);
        Assert.NotEqual(fields[0], lines[2].Split(',')[0]);
        // Without a key file the key is this run's alone.
        Assert.NotEqual(lines[1], (await File.ReadAllLinesAsync(other))[1]);
    }

    [Fact]
    public async Task Redact_Remove_OfNdjsonInAndOutOfGzip_LeavesOtherLinesAsTheyWere()
    {
        const string Lines =
            "{\"id\":1,\"user\":{\"mail\":\"ada@example.org\",\"tags\":[\"a\",\"+442071838750\"]},\"amount\":1.50}\n"
            + "{\"id\":2, \"user\" : null}\n";
        var (file, clean) = (_run.File("log.ndjson.gz", Gzip(Lines)), Path.Combine(_run.Folder, "clean.ndjson.gz"));

        Assert.Equal(0, await _run.InvokeAsync(["data", "redact", "--data", file, "--output", clean, "--method", "remove", "-o", "json"]));

        Assert.Equal(
            "{\"id\":1,\"user\":{\"mail\":\"\",\"tags\":[\"a\",\"\"]},\"amount\":1.50}\n{\"id\":2, \"user\" : null}\n",
            Gunzip(await File.ReadAllBytesAsync(clean))
        );
        using var json = JsonDocument.Parse(_run.Out);
        Assert.Equal(2, json.RootElement.GetProperty("redaction").GetProperty("replaced").GetInt32());
        Assert.Equal(0, json.RootElement.GetProperty("findings").GetInt32());
        Assert.Equal(
            ["id", "user.mail", "user.tags", "amount"],
            json.RootElement.GetProperty("fields").EnumerateArray().Select(f => f.GetString())
        );
    }

    // Numbers that look like cards fit the check digit one time in ten; a column of them is a column of numbers.
    [Fact]
    public async Task Scan_ColumnOfLongNumbers_IsNoColumnOfCardsUnlessStrict()
    {
        var random = new Random(4);
        var numbers = string.Concat(
            Enumerable.Range(0, 400).Select(i => $"{i},4{random.NextInt64(1_000_000_000_000_000):000000000000000}\n")
        );
        var file = _run.File("ids.csv", "row,order_number\n" + numbers);

        Assert.Equal(0, await _run.InvokeAsync(["data", "scan-pii", "--data", file, "--max-findings", "0"]));
        Assert.Contains("no more than expected by chance", _run.Out);
        Assert.Equal(1, await _run.InvokeAsync(["data", "scan-pii", "--data", file, "--max-findings", "0", "--strict"]));

        var cards = _run.File("cards.csv", "row,pan\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i},4111111111111111\n")));
        Assert.Equal(1, await _run.InvokeAsync(["data", "scan-pii", "--data", cards, "--max-findings", "0"]));
    }

    [Theory]
    [InlineData("a,b\n1\n", "Line 2 has 1 field,")]
    [InlineData("a,b\n1,\"2\n", "Line 2 opens a quotation mark")]
    [InlineData("a,b\n1,\"2\"3\n", "text after a closing")]
    [InlineData("a,b\n1\r2,3\n", "carriage return")]
    [InlineData("{\"a\":1}\n{\"a\":\n", "Line 2 is not a JSON object")]
    [InlineData("", "is empty")]
    public async Task Redact_MalformedFile_Exits2NamesTheLineAndLeavesNothingBehind(string content, string words)
    {
        var (file, clean) = (_run.File("bad.csv", content), Path.Combine(_run.Folder, "clean.csv"));

        Assert.Equal(2, await _run.InvokeAsync(["data", "redact", "--data", file, "--output", clean]));

        Assert.Contains(words, _run.Error);
        Assert.Equal(["bad.csv"], Directory.EnumerateFiles(_run.Folder).Select(f => Path.GetFileName(f)));
    }

    [Fact]
    public async Task Redact_OutputThatExistsOrIsTheInput_IsRefused()
    {
        var file = _run.File("raw.csv", Rows);

        Assert.Equal(2, await _run.InvokeAsync(["data", "redact", "--data", file, "--output", file, "--overwrite"]));
        Assert.Equal(2, await _run.InvokeAsync(["data", "redact", "--data", file, "--output", _run.File("there.csv", "x")]));
        Assert.Contains("--overwrite", _run.Error);
        Assert.Equal(
            2,
            await _run.InvokeAsync([
                "data",
                "redact",
                "--data",
                file,
                "--output",
                Path.Combine(_run.Folder, "n.csv"),
                "--method",
                "hash",
                "--hash-key-file",
                _run.File("short", "abc"),
            ])
        );
        Assert.Equal(2, await _run.InvokeAsync(["data", "scan-pii", "--data", file, "--columns", "nope"]));
        Assert.Equal(2, await _run.InvokeAsync(["data", "scan-pii", "--data", file, "--detectors", "names"]));
    }

    [Fact]
    public async Task Scan_WithModelAndVersion_IsStoredAsPiiScanWithoutValues()
    {
        await using var portal = await StubPortal.StartAsync(r =>
            StubAnswer.Json("{\"id\":\"EVD-0007\",\"sha256\":\"aa\"}", r.Method == "GET" ? 200 : 201)
        );

        Assert.Equal(
            0,
            await _run.InvokeAsync(portal, "data", "scan-pii", "--data", _run.File("raw.csv", Rows), "--model", "m", "--version", "1")
        );

        var sent = portal.Requests.Single(r => r.Method == "POST");
        using var body = JsonDocument.Parse(sent.Body);
        Assert.Equal("pii-scan", body.RootElement.GetProperty("kind").GetString());
        Assert.Equal(4, body.RootElement.GetProperty("payload").GetProperty("findings").GetInt32());
        Assert.DoesNotContain("example.org", sent.Text);
        Assert.Contains("Stored EVD-0007 (pii-scan).", _run.Out);
    }

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    private static string Gunzip(byte[] bytes)
    {
        using var reader = new StreamReader(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }
}
