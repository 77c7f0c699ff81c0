using Governance.Cli.Tests.Support;
using Governance.Testing;

namespace Governance.Cli.Tests.Parquet;

/// <summary>
/// Files that are broken on purpose, each in a way of its own: every one is refused with place and reason, and the program goes on.
/// </summary>
public sealed class BrokenFileTests : IDisposable
{
    private static readonly string[] s_advice =
    [
        "Write it again.",
        "Save it without encryption.",
        "Write it with smaller row groups and pages.",
    ];

    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
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
        var wrong = new List<string>();

        foreach (var (name, spoil, says) in BrokenFiles.All)
        {
            var broken = spoil(whole);
            var file = _run.File(name, broken);
            var code = await _run.InvokeAsync(["analyze", "quality", "--data", file], TestContext.Current.CancellationToken);

            // One line: the file, what is wrong where, and what to do about it.
            var isRefused =
                code == 2
                && _run.Error.StartsWith($"{file}: ", StringComparison.Ordinal)
                && s_advice.Any(a => _run.Error.EndsWith($". {a}\n", StringComparison.Ordinal))
                && _run.Error.Count(c => c == '\n') == 1
                && !_run.Error.Contains("/proc/", StringComparison.Ordinal);
            if (!isRefused || !says(broken).All(s => _run.Error.Contains(s, StringComparison.Ordinal)))
            {
                wrong.Add($"{name}: {code} {_run.Out}{_run.Error.Trim()} instead of {string.Join(" … ", says(broken))}");
            }
        }

        Assert.True(BrokenFiles.All.Count > 40);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task Analyze_CsvWhoseHeaderBeginsLikeParquet_IsCsv()
    {
        var file = _run.File("par1.csv", "PAR1,x\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"{i},{i}\n")));

        Assert.Equal(0, await _run.InvokeAsync(["analyze", "quality", "--data", file]));
    }
}
