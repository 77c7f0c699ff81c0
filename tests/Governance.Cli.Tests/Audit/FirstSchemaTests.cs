using Governance.Cli.Tests.Support;
using Governance.Testing;

namespace Governance.Cli.Tests.Audit;

/// <summary>What an installation gave out before its migrations were squashed verifies today: its log and a sealed report.</summary>
public sealed class FirstSchemaTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Verify_ExportOfTheFirstSchema_Exits0AgainstTheCheckpointKeptThen()
    {
        var export = _run.File("export.json", FirstSchema.Read("export.json.br"));
        var pinned = _run.File("checkpoint.txt", FirstSchema.Checkpoint);

        Assert.Equal(0, await _run.InvokeAsync(["audit", "verify", export, "--public-key", FirstSchema.Key, "--pinned", pinned]));

        Assert.StartsWith("Verified.\n", _run.Out);
        Assert.Contains("All 378 entries hash to the signed root", _run.Out);
    }

    [Fact]
    public async Task Verify_ReportOfTheFirstSchema_Exits0()
    {
        var export = _run.File("export.json", FirstSchema.Read("export.json.br"));
        var report = _run.File("report.pdf", FirstSchema.Read("report.pdf.br"));

        Assert.Equal(0, await _run.InvokeAsync(["report", "verify", report, "--export", export, "--public-key", FirstSchema.Key]));

        Assert.StartsWith("Verified.\n", _run.Out);
        Assert.Contains("records REP-0001 with exactly these bytes and this evidence manifest", _run.Out);
    }
}
