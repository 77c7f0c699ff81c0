using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Governance.Analytics.Io;
using Governance.Analytics.Parquet;
using Governance.Cli.Tests.Support;
using Governance.Testing;

namespace Governance.Cli.Tests.Parquet;

/// <summary>Parquet files where CSV files are read: the same values give the same numbers.</summary>
public sealed class ParquetTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Drift_OfParquet_IsThatOfCsvToTheLastBit()
    {
        var (reference, current) = (Rows("reference", 0), Rows("current", 0.3));
        string[] csv = ["analyze", "drift", "--reference", reference, "--current", current, "--format", "json"];
        string[] parquet =
        [
            "analyze",
            "drift",
            "--reference",
            Typed(reference),
            // No name says what a file is.
            "--current",
            Typed(current, "current.log"),
            "--format",
            "json",
        ];

        Assert.Equal(0, await _run.InvokeAsync(csv));
        var expected = _run.Out;
        Assert.Equal(0, await _run.InvokeAsync(parquet));
        Assert.Equal(expected, WithoutNotes(_run.Out));
        Assert.Contains("Column \"amount\": decimals are read as the nearest floating-point numbers.", _run.Error);

        Assert.Equal(0, await _run.InvokeAsync([.. csv, "--memory", "0"]));
        expected = _run.Out;
        Assert.Equal(0, await _run.InvokeAsync([.. parquet, "--memory", "0"]));
        Assert.Equal(expected, WithoutNotes(_run.Out));
    }

    [Fact]
    public async Task Drift_OfOneParquetAndOneCsv_FindsNothingBetweenEqualRows()
    {
        var reference = Rows("reference", 0);

        Assert.Equal(
            0,
            await _run.InvokeAsync([
                "analyze",
                "drift",
                "--reference",
                reference,
                "--current",
                Typed(reference),
                "--fail-on",
                "moderate",
                "--format",
                "json",
            ])
        );
        using var json = JsonDocument.Parse(_run.Out);
        Assert.All(
            json.RootElement.GetProperty("features").EnumerateArray().Where(f => f.GetProperty("psi").ValueKind is JsonValueKind.Number),
            f => Assert.Equal(0, f.GetProperty("psi").GetDouble())
        );
    }

    [Fact]
    public async Task Drift_ListStructureAndBytes_AreRefusedByNameUntilTheyAreLeftOut()
    {
        var reference = DuckDb.Write(
            Path.Combine(_run.Folder, "nested.parquet"),
            "SELECT i::DOUBLE AS n, [i, i] AS embedding, {'a': i} AS parts, 'x'::BLOB AS raw FROM range(300) r(i)"
        );
        string[] args = ["analyze", "drift", "--reference", reference, "--current", reference];

        Assert.Equal(2, await _run.InvokeAsync(args));
        Assert.StartsWith($"{reference}: Column \"embedding\" is of type LIST, which does not hold one value per row.", _run.Error);
        Assert.Equal(2, await _run.InvokeAsync([.. args, "--ignore", "embedding,parts"]));
        Assert.Contains("Column \"raw\" is of type BYTE_ARRAY", _run.Error);
        Assert.Equal(0, await _run.InvokeAsync([.. args, "--ignore", "embedding,parts,raw"]));
        Assert.Equal("", _run.Error);
    }

    // It named the library before it came with the program, and may still be set on a host.
    [Fact]
    public async Task Read_WhereAVariableNamesALibrary_TakesTheOneOfTheProgram()
    {
        var file = DuckDb.Write(Path.Combine(_run.Folder, "whole.parquet"), "SELECT i AS a FROM range(300) r(i)");
        var start = new ProcessStartInfo(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "governance.dll"), "analyze", "quality", "--data", file]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["GOVERNANCE_DUCKDB"] = _run.File("libduckdb.so", "no library") },
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        _ = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal((0, ""), (process.ExitCode, await error));
    }

    [Fact]
    public async Task Read_FromAPipeOrWithAFilter_IsTheSame()
    {
        var path = DuckDb.Write(
            Path.Combine(_run.Folder, "ids*.parquet"),
            "SELECT 9007199254740993 + i AS decision_id, (i % 3)::TINYINT AS g, CASE WHEN i % 7 > 0 THEN i / 8 END AS n, "
                + "CASE WHEN i % 5 > 0 THEN 'g' || i % 2 END AS t, TIMESTAMP_NS '1969-12-31 23:59:59.9999999' AS at FROM range(40000) r(i)"
        );
        var reader = new CliHost { Out = TextWriter.Null, Error = TextWriter.Null }.Columnar;
        var options = new TabularReadOptions { Columnar = reader };
        var ct = TestContext.Current.CancellationToken;

        var whole = await TableReader.ReadFileAsync(path, options, ct);
        await using var bytes = File.OpenRead(path);
        var piped = await TableReader.ReadAsync(new BufferedStream(bytes), options with { Where = new RowFilter("t", "g1") }, ct);

        Assert.Equal(40_000, whole.RowCount);
        Assert.Equal("9007199254740993", Encoding.UTF8.GetString(Assert.IsType<KeyColumn>(whole.Find("decision_id"))[0]));
        Assert.Equal((1.0 / 8, 5715), (Assert.IsType<NumericColumn>(whole.Find("n")).Values[1], whole.Find("n")!.Counts.Missing));
        Assert.Equal((2, 8000), (Assert.IsType<CategoryColumn>(whole.Find("t")).Categories.Count, whole.Find("t")!.Counts.Missing));
        Assert.Equal(DateTime.UnixEpoch.Ticks - 1, Assert.IsType<DateTimeColumn>(whole.Find("at")).UtcTicks[0]);
        Assert.Equal(16_000, piped.RowCount);
        Assert.Equal([1, 0, 1], Assert.IsType<NumericColumn>(piped.Find("g")).Values[..3].ToArray());
        Assert.Empty(Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(path)));
    }

    [Fact]
    public async Task Read_ManyColumns_TakesNoMoreMemoryThanFew()
    {
        var columns = Enumerable.Range(0, 1200).Select(i => i % 2 == 0 ? $"i + {i} AS n{i}" : $"'text ' || (i % 7) AS t{i}");
        var path = DuckDb.Write(Path.Combine(_run.Folder, "wide.parquet"), $"SELECT {string.Join(", ", columns)} FROM range(5000) r(i)");
        var reader = new ParquetReader(ParquetProgram.Of(typeof(CliHost).Assembly));

        var table = await TableReader.ReadFileAsync(
            path,
            new TabularReadOptions { Columnar = reader },
            TestContext.Current.CancellationToken
        );

        Assert.Equal((5000, 1200), (table.RowCount, table.Columns.Count));
        Assert.Equal(4999 + 1198, Assert.IsType<NumericColumn>(table.Find("n1198")).Values[4999]);
        Assert.Equal(7, Assert.IsType<CategoryColumn>(table.Find("t1199")).Categories.Count);
    }

    [Fact]
    public async Task Read_MoreThanALimit_IsRefusedAndNamesIt()
    {
        var limits = new TabularLimits
        {
            MaxRows = 1000,
            MaxInputBytes = 1 << 20,
            MaxLineBytes = 1 << 16,
            MaxColumns = 2,
        };
        var long2 = "SELECT repeat('x', 200000) AS a FROM range(3000)";

        Assert.Equal((TabularErrorKind.TooManyRows, 1001), await RefusedAsync("SELECT i AS a FROM range(5000) r(i)", limits));
        Assert.Equal((TabularErrorKind.TooManyColumns, null), await RefusedAsync("SELECT 1 AS a, 2 AS b, 3 AS c", limits));
        Assert.Equal((TabularErrorKind.LineTooLong, 1), await RefusedAsync(long2, limits));
        // Six hundred megabytes in a few kilobytes: one entry of a dictionary.
        Assert.Equal(
            TabularErrorKind.TooManyBytes,
            (await RefusedAsync(long2, limits with { MaxRows = 5000, MaxLineBytes = 1 << 20 })).Kind
        );
    }

    [Theory]
    [InlineData("kill -SEGV $$", "exited after row 0 (signal 11)")]
    [InlineData("echo PAR1 is what I read", "exited after row 0 (exit code 0)")]
    [InlineData("exec sleep 60", "returned no row for 1 seconds")]
    public async Task Read_WhereTheChildFails_IsRefusedAndGoesOn(string child, string expected)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs a shell.");
        var path = DuckDb.Write(Path.Combine(_run.Folder, "whole.parquet"), "SELECT 1 AS a");
        var givenUp = 0;
        var reader = new ParquetReader(new ParquetProgram("sh", ["-c", child]))
        {
            Patience = TimeSpan.FromSeconds(1),
            GivenUp = () => givenUp++,
        };

        var refusal = await Assert.ThrowsAsync<TabularFormatException>(() =>
            TableReader.ReadFileAsync(path, new TabularReadOptions { Columnar = reader }, TestContext.Current.CancellationToken)
        );

        Assert.Equal(TabularErrorKind.DamagedFile, refusal.Kind);
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, givenUp);
    }

    [Fact]
    public void Shortest_Of32BitNumbers_IsWhatATextHas()
    {
        var random = new Random(3);
        var numbers = Enumerable
            .Range(0, 20_000)
            .Select(i => i % 2 == 0 ? BitConverter.Int32BitsToSingle(random.Next()) : MathF.Round(random.NextSingle() * 1000, i % 5));

        foreach (var number in numbers.Append(0.1f).Append(-16777217f).Append(1e-3f).Append(float.MaxValue).Where(float.IsFinite))
        {
            var text = number.ToString("R", CultureInfo.InvariantCulture);
            Assert.Equal(double.Parse(text, CultureInfo.InvariantCulture), ColumnarValues.Shortest(number));
        }
    }

    private async Task<(TabularErrorKind Kind, long? Line)> RefusedAsync(string query, TabularLimits limits)
    {
        var path = DuckDb.Write(Path.Combine(_run.Folder, "limit.parquet"), query);
        var reader = new ParquetReader(ParquetProgram.Of(typeof(CliHost).Assembly));
        var refusal = await Assert.ThrowsAsync<TabularFormatException>(() =>
            TableReader.ReadFileAsync(
                path,
                new TabularReadOptions { Columnar = reader, Limits = limits },
                TestContext.Current.CancellationToken
            )
        );
        return (refusal.Kind, refusal.Line);
    }

    private static string WithoutNotes(string json)
    {
        var start = json.IndexOf("  \"notes\": [", StringComparison.Ordinal);
        return start < 0 ? json : json[..start] + json[(json.IndexOf("],\n", start, StringComparison.Ordinal) + 3)..];
    }

    // Each kind of column that text and Parquet both have, some values missing.
    private string Rows(string name, double shift)
    {
        var random = new Random(name.Length);
        var text = new StringBuilder("n,i,f,s,b,t,d,amount,code,none\n");
        for (var row = 0; row < 6000; row++)
        {
            var n = row % 97 == 0 ? "" : (random.NextDouble() + shift).ToString("R", CultureInfo.InvariantCulture);
            text.Append(
                CultureInfo.InvariantCulture,
                $"{n},{random.Next(-50, 50)},{random.Next(100) / 100f},v{random.Next(5)},{(random.Next(2) == 0 ? "true" : "false")},"
            );
            text.Append(CultureInfo.InvariantCulture, $"2026-03-{row % 28 + 1:00} 10:{row % 60:00}:00,2025-{row % 12 + 1:00}-01,");
            text.Append(CultureInfo.InvariantCulture, $"{random.Next(9_999_999) / 100m:0.00},{random.Next(40)},\n");
        }

        return _run.File(name + ".csv", text.ToString());
    }

    private string Typed(string csv, string? name = null) =>
        DuckDb.Write(
            Path.Combine(_run.Folder, name ?? Path.GetFileNameWithoutExtension(csv) + ".parquet"),
            "SELECT n::DOUBLE AS n, i::SMALLINT AS i, f::FLOAT AS f, s, b::BOOLEAN AS b, t::TIMESTAMP AS t, d::DATE AS d, "
                + $"amount::DECIMAL(18,2) AS amount, code, NULL::INTEGER AS none FROM read_csv('{csv}', all_varchar = true)",
            ", ROW_GROUP_SIZE 2048"
        );
}
