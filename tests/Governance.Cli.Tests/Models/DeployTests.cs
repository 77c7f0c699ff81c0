using System.Text.Json;
using Governance.Cli.Tests.Support;

namespace Governance.Cli.Tests.Models;

/// <summary>Deployments with their way back, and retirements, from a pipeline.</summary>
public sealed class DeployTests : IDisposable
{
    private const string Deployed =
        """{"id":"DEP-0003","model":"fraud","version":"1.4.0","stage":"production","environment":"prod","rollbackPlan":"""
        + """{"target":"1.3.0","expectedMinutes":15,"responsible":"On call"}}""";
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Deploy_WithItsPlan_SendsBoth()
    {
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Json(Deployed, 201));

        Assert.Equal(
            0,
            await _run.InvokeAsync(
                portal,
                "model",
                "deploy",
                "--model",
                "fraud",
                "--version",
                "1.4.0",
                "--environment",
                "prod",
                "--promotion",
                "APR-0012",
                "--rollback-step",
                "Switch",
                "--rollback-step",
                "Watch",
                "--rollback-by",
                "On call",
                "--rollback-minutes",
                "15"
            )
        );

        var request = Assert.Single(portal.Requests);
        Assert.Equal(("POST", "/api/v1/models/fraud/versions/1.4.0/deployments"), (request.Method, request.Path));
        Assert.Equal(
            """{"environment":"prod","promotion":"APR-0012","rollbackPlan":{"steps":"""
                + """["Switch","Watch"],"responsible":"On call","expectedMinutes":15}}""",
            Compact(request.Body)
        );
        Assert.Contains("to 1.3.0 in 15 min, by On call", _run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deploy_WithoutAPlan_SaysTheGap()
    {
        await using var portal = await StubPortal.StartAsync(_ =>
            StubAnswer.Json(
                """{"id":"DEP-0003","model":"fraud","version":"1.4.0","stage":"production","environment":"prod","rollbackPlan":null}""",
                201
            )
        );

        Assert.Equal(
            0,
            await _run.InvokeAsync(
                portal,
                "model",
                "deploy",
                "--model",
                "fraud",
                "--version",
                "1.4.0",
                "--environment",
                "prod",
                "--promotion",
                "APR-0012"
            )
        );

        Assert.Equal("""{"environment":"prod","promotion":"APR-0012"}""", Compact(Assert.Single(portal.Requests).Body));
        Assert.Contains("No rollback plan recorded.", _run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RollbackPlan_IsRecordedAnew_OrRefusedBeforeAsking()
    {
        await using var portal = await StubPortal.StartAsync(_ =>
            StubAnswer.Json("""{"deployment":"DEP-0003","number":2,"whyNone":"The first version"}""", 201)
        );

        Assert.Equal(
            2,
            await _run.InvokeAsync(portal, "model", "rollback-plan", "--model", "fraud", "--version", "1.4.0", "--deployment", "DEP-0003")
        );
        Assert.Empty(portal.Requests);
        Assert.Equal(
            0,
            await _run.InvokeAsync(
                portal,
                "model",
                "rollback-plan",
                "--model",
                "fraud",
                "--version",
                "1.4.0",
                "--deployment",
                "DEP-0003",
                "--no-rollback",
                "The first version"
            )
        );

        var request = Assert.Single(portal.Requests);
        Assert.Equal("/api/v1/models/fraud/versions/1.4.0/deployments/DEP-0003/rollback-plans", request.Path);
        Assert.Equal("""{"whyNone":"The first version"}""", Compact(request.Body));
    }

    [Fact]
    public async Task Retirement_IsShown_ATaskDone_AndTheEndOfTrafficConfirmed()
    {
        const string Shown =
            """{"id":"RET-0001","title":"Fraud 1.4.0","state":"under-way","tasks":"""
            + """[{"number":3,"title":"Tell users","ownerName":"Ada"}],"blockers":"""
            + """[{"step":"traffic","message":"Traffic has not been stopped."}]}""";
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Json(Shown));

        Assert.Equal(0, await _run.InvokeAsync(portal, "retirement", "show", "RET-0001"));
        Assert.Contains("Tell users", _run.Out, StringComparison.Ordinal);
        Assert.Contains("Traffic has not been stopped.", _run.Out, StringComparison.Ordinal);
        Assert.Equal(
            0,
            await _run.InvokeAsync(
                portal,
                "retirement",
                "task-done",
                "RET-0001",
                "--task",
                "3",
                "--words",
                "Mailed",
                "--evidence",
                "EVD-0012"
            )
        );
        Assert.Equal(0, await _run.InvokeAsync(portal, "retirement", "confirm-traffic", "RET-0001", "--system", "cluster"));

        Assert.Equal(
            [
                ("GET", "/api/v1/retirements/RET-0001"),
                ("POST", "/api/v1/retirements/RET-0001/tasks/3/done"),
                ("POST", "/api/v1/retirements/RET-0001/traffic/confirmations"),
            ],
            portal.Requests.Select(r => (r.Method, r.Path))
        );
        Assert.Equal("""{"words":"Mailed","evidence":"EVD-0012"}""", Compact(portal.Requests.ElementAt(1).Body));
        Assert.Equal("""{"how":"serving-system","system":"cluster"}""", Compact(portal.Requests.Last().Body));
    }

    private static string Compact(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        return JsonSerializer.Serialize(document.RootElement);
    }
}
