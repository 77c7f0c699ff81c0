using System.IO.Compression;
using System.Text;
using Governance.Cli.Tests.Gates;
using Governance.Cli.Tests.Support;
using Governance.Testing;

namespace Governance.Cli.Tests.Models;

public sealed class PushAndReportTests : IDisposable
{
    private const string Stored = """{"window":"WIN-0003","rows":2,"labelled":1,"features":["a","b"]}""";
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Push_GzipNdjson_IsSentByteByByteWithItsTypeAndColumns()
    {
        var bytes = Gzip("{\"a\":1}\n{\"a\":2}\n");
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Json(Stored, 201));

        Assert.Equal(
            0,
            await _run.InvokeAsync(portal, [.. Push(_run.File("week.log", bytes)), "--label", "approved & paid", "--protected", "sex,age"])
        );

        var request = Assert.Single(portal.Requests);
        Assert.Equal(bytes, request.Body);
        Assert.Equal("gzip", request.Header("Content-Encoding"));
        Assert.Equal("application/x-ndjson", request.Header("Content-Type"));
        Assert.Equal("/api/v1/monitoring/m/1/windows", request.Path);
        Assert.Equal(
            "?role=current&start=2026-03-01T00%3A00%3A00Z&end=2026-03-02T00%3A00%3A00Z&label=approved%20%26%20paid&protected=sex%2Cage",
            request.Query
        );
        Assert.Contains("WIN-0003", _run.Out);
    }

    [Fact]
    public async Task Push_Parquet_IsSentAsItIsWhateverItsName()
    {
        var file = DuckDb.Write(Path.Combine(_run.Folder, "week.csv"), "SELECT i AS amount, i % 2 = 0 AS approved FROM range(3000) r(i)");

        await IsSentAsItIsAsync(file, "application/vnd.apache.parquet");
    }

    [Theory]
    [InlineData("rows.arrow", "application/vnd.apache.arrow.file")]
    [InlineData("rows-lz4.arrow", "application/vnd.apache.arrow.file")]
    [InlineData("rows.arrows", "application/vnd.apache.arrow.stream")]
    public async Task Push_Arrow_IsSentAsItIsWhateverItsName(string fixture, string type)
    {
        var bytes = await File.ReadAllBytesAsync(
            Path.Combine(AppContext.BaseDirectory, "arrow", fixture),
            TestContext.Current.CancellationToken
        );

        await IsSentAsItIsAsync(_run.File("week.csv", bytes), type);
    }

    [Fact]
    public async Task Push_ServerFailsTwice_SendsTheWholeFileAgainUnderTheSameKey()
    {
        var asked = 0;
        await using var portal = await StubPortal.StartAsync(_ =>
            ++asked < 3 ? StubAnswer.Problem(500, "Failed.") : StubAnswer.Json(Stored, 201)
        );

        Assert.Equal(0, await _run.InvokeAsync(portal, Push(_run.File("week.csv", "a,b\n1,2\n"))));
        Assert.Equal(3, portal.Requests.Count);
        Assert.All(portal.Requests, r => Assert.Equal("a,b\n1,2\n", r.Text));
        Assert.All(portal.Requests, r => Assert.Equal("text/csv", r.Header("Content-Type")));
        Assert.Single(portal.Requests.Select(r => r.Header("Idempotency-Key")).Distinct());
    }

    [Fact]
    public async Task Push_BadRow_ExitsWith2AndShowsTheLine()
    {
        await using var portal = await StubPortal.StartAsync(_ =>
            StubAnswer.Problem(422, "Line 90000 has 3 fields, but the header has 4.")
        );

        Assert.Equal(2, await _run.InvokeAsync(portal, Push(_run.File("week.csv", "a\n"))));
        Assert.Contains("Line 90000", _run.Error);
        Assert.Single(portal.Requests);
    }

    [Theory]
    [InlineData("2026-03-01", "2026-03-02T00:00:00Z", "--start")]
    [InlineData("2026-03-01T00:00:00", "2026-03-02T00:00:00Z", "--start")]
    [InlineData("2026-03-02T00:00:00Z", "2026-03-01T00:00:00Z", "after --start")]
    public async Task Push_TimesThatMakeNoWindow_AreWrongUsage(string start, string end, string words)
    {
        Assert.Equal(
            2,
            await _run.InvokeAsync([
                "monitoring",
                "push",
                _run.File("w.csv", "a\n"),
                "--model",
                "m",
                "--version",
                "1",
                "--role",
                "current",
                "--start",
                start,
                "--end",
                end,
                "--server",
                "http://127.0.0.1:1",
            ])
        );
        Assert.Contains(words, _run.Error);
    }

    [Fact]
    public async Task Report_MadeInTheBackground_IsFetchedAndVerified()
    {
        var polled = 0;
        await using var portal = await StubPortal.StartAsync(r =>
            Report(r, GateCheckTests.Sha256("%PDF"), () => ++polled < 3 ? "running" : "ready")
        );
        var file = Path.Combine(_run.Folder, "r.pdf");

        Assert.Equal(0, await _run.InvokeAsync(portal, Export(file)));

        Assert.Equal("%PDF", await File.ReadAllTextAsync(file));
        Assert.Contains("\"format\": \"pdf\"", portal.Requests.First().Text);
        Assert.Equal(3, polled);
    }

    [Fact]
    public async Task Report_OtherBytesThanRecorded_FailAndLeaveNothing()
    {
        await using var portal = await StubPortal.StartAsync(r => Report(r, GateCheckTests.Sha256("other"), () => "ready"));
        var file = Path.Combine(_run.Folder, "r.pdf");

        Assert.Equal(1, await _run.InvokeAsync(portal, Export(file)));
        Assert.Empty(Directory.GetFiles(_run.Folder));
    }

    [Theory]
    [InlineData("failed", 3)]
    [InlineData("queued", 4)]
    public async Task Report_NotMade_SaysSo(string state, int expected)
    {
        await using var portal = await StubPortal.StartAsync(r => Report(r, "00", () => state));

        Assert.Equal(expected, await _run.InvokeAsync(portal, Export(Path.Combine(_run.Folder, "r.pdf"))));
    }

    [Theory]
    [InlineData("r.docx")]
    [InlineData("missing/r.pdf")]
    public async Task Report_FileThatCannotBe_IsWrongUsageBeforeAsking(string name)
    {
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Json("{}", 202));

        Assert.Equal(2, await _run.InvokeAsync(portal, Export(Path.Combine(_run.Folder, name))));
        Assert.Empty(portal.Requests);
    }

    [Theory]
    [InlineData("de")]
    [InlineData(null)]
    public async Task Report_InALanguage_IsAskedForInIt(string? language)
    {
        await using var portal = await StubPortal.StartAsync(r => Report(r, GateCheckTests.Sha256("%PDF"), () => "ready"));
        var file = Path.Combine(_run.Folder, "r.pdf");
        Assert.Equal(0, await _run.InvokeAsync(portal, language is null ? Export(file) : [.. Export(file), "--language", language]));

        // A portal that is older than the choice does not know the word: it is sent only when it was said.
        Assert.Equal(language is not null, portal.Requests.First().Text.Contains("\"language\": \"de\"", StringComparison.Ordinal));
    }

    private async Task IsSentAsItIsAsync(string file, string type)
    {
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Json(Stored, 201));

        Assert.Equal(0, await _run.InvokeAsync(portal, Push(file)));

        var request = Assert.Single(portal.Requests);
        Assert.Equal(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken), request.Body);
        Assert.Equal((type, null), (request.Header("Content-Type"), request.Header("Content-Encoding")));
        Assert.Contains("WIN-0003", _run.Out, StringComparison.Ordinal);
    }

    private static StubAnswer Report(SeenRequest request, string sha256, Func<string> state)
    {
        if (request.Method == "POST")
        {
            return StubAnswer.Json("""{"id":"REP-0001","state":"queued"}""", 202).With("Location", "/api/v1/reports/REP-0001");
        }

        return request.Path.EndsWith("/content", StringComparison.Ordinal)
            ? new StubAnswer(200, "application/pdf", Encoding.UTF8.GetBytes("%PDF"))
            : StubAnswer.Json($$"""{"id":"REP-0001","state":"{{state()}}","sha256":"{{sha256}}"}""");
    }

    private static string[] Export(string file) =>
        ["report", "export", "--kind", "approval-record", "--subject", "APR-0012", "--output", file];

    private static string[] Push(string file) =>
        [
            "monitoring",
            "push",
            file,
            "--model",
            "m",
            "--version",
            "1",
            "--role",
            "current",
            "--start",
            "2026-03-01T00:00:00Z",
            "--end",
            "2026-03-02T01:00:00+01:00",
        ];

    private static byte[] Gzip(string text)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return bytes.ToArray();
    }
}
