using System.Text;
using Governance.Cli.Tests.Support;

namespace Governance.Cli.Tests.Arrow;

/// <summary>Arrow files where CSV files are read, without a library.</summary>
public sealed class ArrowTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("rows.arrow")]
    [InlineData("rows.arrows")]
    [InlineData("rows-lz4.arrow")]
    public async Task Drift_OfArrow_IsThatOfCsvToTheLastBit(string name)
    {
        // No name says what a file is.
        var arrow = _run.File("current.log", await File.ReadAllBytesAsync(Fixture(name), TestContext.Current.CancellationToken));
        string[] args = ["analyze", "drift", "--format", "json", "--reference", Fixture("rows.csv"), "--current"];

        foreach (var memory in new[] { "", "0" })
        {
            string[] more = memory.Length == 0 ? [] : ["--memory", memory];
            Assert.Equal(0, await _run.InvokeAsync([.. args, Fixture("rows.csv"), .. more]));
            var expected = _run.Out;
            Assert.Equal(0, await _run.InvokeAsync([.. args, arrow, .. more]));
            Assert.Equal(expected, _run.Out);
        }
    }

    [Fact]
    public async Task Analyze_BrokenArrow_IsRefusedWithPlaceAndReason()
    {
        var whole = await File.ReadAllBytesAsync(Fixture("rows.arrow"), TestContext.Current.CancellationToken);
        var file = _run.File("cut.arrow", whole[..40_000]);

        Assert.Equal(2, await _run.InvokeAsync(["analyze", "quality", "--data", file]));
        Assert.Equal(
            $"{file}: The Arrow file is damaged at byte 8: it does not end with ARROW1, so it was cut off or not written completely. "
                + "Write it again.\n",
            _run.Error
        );
        Assert.Equal(
            2,
            await _run.InvokeAsync(["analyze", "quality", "--data", _run.File("x.arrow", Encoding.ASCII.GetBytes("ARROW1\0\0"))])
        );
        Assert.Contains("is damaged at byte 8: the first message has 8 bytes, but 0 follow", _run.Error, StringComparison.Ordinal);
    }

    private static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "arrow", name);
}
