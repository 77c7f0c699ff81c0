using Governance.Cli.Tests.Support;

namespace Governance.Cli.Tests.Monitoring;

/// <summary>How far the pulling of windows is, read by a pipeline.</summary>
public sealed class MonitoringSourceTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Source_UpToDate_SaysHowFarItIs_AndWhatChanged()
    {
        await using var portal = await StubPortal.StartAsync(_ =>
            StubAnswer.Json(
                """
                {"connection":"lake","table":"predictions/","watermark":"2026-11-26T00:00:00Z","nextAt":"2026-11-27T01:00:00Z","behind":0,
                 "problem":null,"lastWindow":"WIN-0007","lastRows":57,"files":{"known":3,"notices":[
                   {"name":"predictions/late.csv","state":"late","rows":7,"at":"2026-11-26T02:00:00Z"}]}}
                """
            )
        );

        Assert.Equal(0, await _run.InvokeAsync(portal, "monitoring", "source", "--model", "fraud", "--version", "1.0.0"));

        Assert.Equal("/api/v1/models/fraud/versions/1.0.0/source", Assert.Single(portal.Requests).Path);
        Assert.Contains("WIN-0007, 57 rows", _run.Out, StringComparison.Ordinal);
        Assert.Contains("predictions/late.csv: late, 7 rows", _run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Source_WhoseLastTryFailed_StopsThePipelineWithTheReason()
    {
        await using var portal = await StubPortal.StartAsync(_ =>
            StubAnswer.Json(
                """
                {"connection":"lake","table":"predictions/","behind":2,"problem":"lake: the key is refused.",
                 "lastWindow":null,"files":null}
                """
            )
        );

        Assert.Equal(1, await _run.InvokeAsync(portal, "monitoring", "source", "--model", "fraud", "--version", "1.0.0"));

        Assert.Contains("lake: the key is refused.", _run.Out, StringComparison.Ordinal);
    }
}
