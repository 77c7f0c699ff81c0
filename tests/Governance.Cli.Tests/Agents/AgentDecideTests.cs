using System.Text.Json;
using Governance.Cli.Tests.Support;

namespace Governance.Cli.Tests.Agents;

public sealed class AgentDecideTests
{
    [Theory]
    [InlineData("allow", 0)]
    [InlineData("deny", 1)]
    [InlineData("ask", 4)]
    [InlineData("perhaps", 3)]
    public async Task Decide_EndsByTheDecision(string decision, int exit)
    {
        await using var portal = await StubPortal.StartAsync(_ => Answer(decision));
        using var cli = new CliRun();
        var arguments = cli.File("arguments.json", """{"to":"ACME"}""");

        Assert.Equal(
            exit,
            await cli.InvokeAsync(
                portal,
                [
                    "agent",
                    "decide",
                    "--agent",
                    "invoice-agent",
                    "--run",
                    "run-17",
                    "--tool",
                    "transfer",
                    "--tool-server",
                    "payments",
                    "--amount",
                    "120.50",
                    "--currency",
                    "EUR",
                    "--data",
                    "invoices",
                    "--arguments",
                    arguments,
                    "--environment",
                    "prod",
                ]
            )
        );

        Assert.Equal($"{decision}: Because", cli.Out.Trim());
        var asked = Assert.Single(portal.Requests);
        Assert.Equal(("POST", "/api/v1/agents/invoice-agent/calls:decide"), (asked.Method, asked.Path));
        var body = JsonDocument.Parse(asked.Body).RootElement;
        Assert.Equal(
            ("run-17", "transfer", "payments", 120.5m, "EUR", "prod"),
            (Text("run"), Text("tool"), Text("server"), body.GetProperty("amount").GetDecimal(), Text("currency"), Text("environment"))
        );
        Assert.Equal(
            ("invoices", "ACME"),
            (body.GetProperty("scopes")[0].GetString(), body.GetProperty("arguments").GetProperty("to").GetString())
        );

        string? Text(string member) => body.GetProperty(member).GetString();
    }

    [Fact]
    public async Task Decide_ThatWaits_AsksUntilAPersonAnswers_OrTheTimeIsOver()
    {
        var reads = 0;
        await using var portal = await StubPortal.StartAsync(request => Answer(request.Method == "GET" && ++reads == 3 ? "allow" : "ask"));
        using var cli = new CliRun();
        string[] decide = ["agent", "decide", "--agent", "invoice-agent", "--run", "run-17", "--tool", "transfer"];

        Assert.Equal(0, await cli.InvokeAsync(portal, [.. decide, "--wait", "1m"]));
        Assert.Equal(3, portal.Requests.Count(request => request.Path == "/api/v1/agents/invoice-agent/calls/CALL-0012"));
        Assert.Equal(4, await cli.InvokeAsync(portal, [.. decide, "--wait", "1m"]));
    }

    [Theory]
    [InlineData(503, "agent-call.not-recorded")]
    [InlineData(403, "identity.scope-missing")]
    [InlineData(422, "agent-call.run")]
    public async Task Decide_ThatIsRefused_GivesNoAnswer(int status, string code)
    {
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Problem(status, "Not now", code));
        using var cli = new CliRun();
        string[] decide = ["agent", "decide", "--agent", "invoice-agent", "--run", "run-17", "--tool", "transfer"];

        Assert.Equal(3, await cli.InvokeAsync(portal, decide));
        Assert.Equal(2, await cli.InvokeAsync(portal, [.. decide, "--amount", "much"]));
    }

    private static StubAnswer Answer(string decision) =>
        StubAnswer.Json($$"""{"decision":"{{decision}}","reason":"Because","code":"agent-call.by-manifest","id":"CALL-0012"}""");
}
