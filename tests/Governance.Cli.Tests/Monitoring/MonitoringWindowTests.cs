using Governance.Cli.Tests.Support;

namespace Governance.Cli.Tests.Monitoring;

/// <summary>Which windows count, and asking that one no longer does: a pipeline sees what waits for a person.</summary>
public sealed class MonitoringWindowTests : IDisposable
{
    private const string Window = """
        {"id":"WIN-0031","role":"current","start":"2027-06-01T00:00:00Z","end":"2027-06-08T00:00:00Z","rows":1200,"status":"in-force",
         "counts":false,"warnings":["WIN-0031 ends in the future, so it does not count. Withdraw it."]}
        """;

    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Windows_ListsThem_WithWhatToKnow()
    {
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Json($$"""{"items":[{{Window}}],"nextCursor":null}"""));

        Assert.Equal(0, await _run.InvokeAsync(portal, "monitoring", "windows", "--model", "fraud", "--version", "1.0.0"));

        Assert.Equal("/api/v1/monitoring/fraud/1.0.0/windows", Assert.Single(portal.Requests).Path);
        Assert.Contains("WIN-0031  current", _run.Out, StringComparison.Ordinal);
        Assert.Contains("ends in the future", _run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Withdraw_AsksWithTheReason()
    {
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Json(Window));

        Assert.Equal(
            0,
            await _run.InvokeAsync(
                portal,
                "monitoring",
                "withdraw",
                "WIN-0031",
                "--model",
                "fraud",
                "--version",
                "1.0.0",
                "--reason",
                "The year was wrong"
            )
        );

        Assert.Equal("/api/v1/monitoring/fraud/1.0.0/windows/WIN-0031:withdraw", Assert.Single(portal.Requests).Path);
        Assert.NotEqual(0, await _run.InvokeAsync(portal, "monitoring", "withdraw", "WIN-0031", "--model", "fraud", "--version", "1.0.0"));
    }
}
