using Governance.Cli.Tests.Support;
using Governance.Testing;

namespace Governance.Cli.Tests.Parquet;

/// <summary>
/// Files that are broken on purpose: each is refused with place and reason, and the program goes on. Every run tries a fifth of them, the
/// same ones each time, and those that no child process sees.
/// </summary>
public sealed class BrokenFileTests : IDisposable
{
    private readonly CliRun _run = new();

    public BrokenFileTests() => _run.Environment["GOVERNANCE_DUCKDB"] = DuckDb.Folder;

    public void Dispose() => _run.Dispose();

    [Fact]
    [Trait(Soak.Trait, Soak.Value)]
    public async Task Analyze_BrokenParquet_IsRefusedWithPlaceAndReason()
    {
        var whole = await File.ReadAllBytesAsync(
            DuckDb.Write(
                Path.Combine(_run.Folder, "whole.parquet"),
                "SELECT i::DOUBLE AS numero, 'v' || (i % 9) AS text, i * 0.5::DOUBLE AS amount FROM range(5000) r(i)",
                ", ROW_GROUP_SIZE 2048"
            ),
            TestContext.Current.CancellationToken
        );
        var reasons = new List<string>();

        foreach (var (name, broken) in Soak.Sample(BrokenFiles.All, 5, from: 3))
        {
            var file = _run.File(name, broken(whole));
            var code = await _run.InvokeAsync(["analyze", "quality", "--data", file], TestContext.Current.CancellationToken);

            Assert.True(
                code == 2 && _run.Error.StartsWith($"{file}: ", StringComparison.Ordinal),
                $"{name}: {code} {_run.Out} {_run.Error}"
            );
            Assert.DoesNotContain("/proc/", _run.Error, StringComparison.Ordinal);
            reasons.Add($"{name}: {_run.Error[(file.Length + 2)..].Trim()}");
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', reasons));
        Soak.Report("Broken Parquet files", $"{reasons.Count} files, each refused with its reason.");
    }

    [Fact]
    public async Task Analyze_CsvWhoseHeaderBeginsLikeParquet_IsCsv()
    {
        var file = _run.File("par1.csv", "PAR1,x\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"{i},{i}\n")));

        Assert.Equal(0, await _run.InvokeAsync(["analyze", "quality", "--data", file]));
    }
}
