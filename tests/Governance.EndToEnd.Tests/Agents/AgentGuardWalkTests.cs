using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Tests.AgentRuns;
using Governance.Testing;
using Microsoft.Playwright;
using static Governance.EndToEnd.Tests.Agents.WalkedAgent;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Agents;

/// <summary>
/// The walk of docs/agents.md with a portal: an agent behind the guard, with two real servers. In every run AgentGuardTests and
/// AgentGuardHttpTests hold the guard to its word, AgentCallsTests, AgentRunsTests and AgentToolsTests the portal.
/// </summary>
public sealed class AgentGuardWalkTests(RunningBrowser browser, AgentGuardPortal portal)
    : BrowserTest(browser, portal),
        IClassFixture<AgentGuardPortal>
{
    // What stands in for the policy of a bank: an agent whose server lists tools that no one approved is out.
    private const string Policy = """
        apiVersion: governance/v1
        kind: ModelPolicy
        metadata: {name: agents, version: "1"}
        spec:
          appliesTo: {stages: [production], tags: {use: [agent]}}
          mode: enforce
          rules:
            - {id: TOOL-01, type: agent_tools, severity: critical, params: {observed: deny}}
          onError: fail
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("governance-walk-").FullName;
    private GrowingServer? _everything;
    private WalkedAgent _walked = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        if (!Soak.IsFull)
        {
            return;
        }

        _everything = await GrowingServer.StartAsync(Ct);
        _walked = new WalkedAgent(Factory, _folder, _everything);
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        if (_everything is not null)
        {
            await _everything.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [WholeFact]
    public async Task Agent_BehindTheGuard_ReadsIsDeniedAsksItsOwner_IsOutOfPolicyOnceAServerGrows_AndIsStopped()
    {
        var active = await Factory.Get<ActivatePolicy>().RunAsync(Actor.Host, Encoding.UTF8.GetBytes(Policy), "agents.yaml", Ct);
        Assert.True(active.IsDone, active.Refusal?.Message);
        await _walked.DeployAsync();
        await using var files = await _walked.BeginFilesAsync(Portal.Address);
        await using var everything = await _walked.BeginEverythingAsync(Portal.Address);
        Assert.Equal(["move_file", "read_text_file", "write_file"], await files.ToolsAsync());
        Assert.Equal(["echo"], await everything.ToolsAsync());

        var invoice = Path.Combine(_walked.Inbox, "17.txt");
        Assert.Equal(("Invoice 17: 120.00 EUR", false), await files.CallAsync("read_text_file", ("path", invoice)));
        var denied = await files.CallAsync("write_file", ("path", invoice), ("content", "Invoice 17: 1.00 EUR"));
        Assert.StartsWith("Not allowed. The manifest gives only read access to", denied.Text, StringComparison.Ordinal);
        Assert.Equal("Invoice 17: 120.00 EUR", await File.ReadAllTextAsync(invoice, Ct));
        Assert.Equal(("Echo: filed", false), await everything.CallAsync("echo", ("message", "filed")));

        var owner = await ArriveAsync(new ViewportSize { Width = 390, Height = 844 });
        await owner.SignInAsync(Owner);
        await AnswerAsync(owner, files);
        await SeeTheRunAsync(owner);
        await SeeAToolThatWasAddedAsync(owner, everything);
        await StopAsync(owner);

        foreach (var stopped in (string[])[(await files.CallAsync("read_text_file", ("path", invoice))).Text, (await EchoAsync()).Text])
        {
            Assert.StartsWith("Not allowed.", stopped, StringComparison.Ordinal);
            Assert.Contains("stopped", stopped, StringComparison.Ordinal);
        }

        var lines = (await File.ReadAllLinesAsync(_walked.Log, Ct))
            .Select(line => JsonNode.Parse(line)!)
            .Where(l => (string?)l["event"] == "call" && l["call"] is not null);
        Assert.Equal(
            [
                ("CALL-0001", "allow"),
                ("CALL-0002", "deny"),
                ("CALL-0003", "allow"),
                ("CALL-0004", "ask"),
                ("CALL-0004", "allow"),
                ("CALL-0005", "deny"),
                ("CALL-0006", "deny"),
            ],
            lines.Select(l => ((string)l["call"]!, (string)l["decision"]!))
        );

        Task<(string Text, bool IsError)> EchoAsync() => everything.CallAsync("echo", ("message", "stopped"));
    }

    // The owner finds the call on the phone, reads what it is about, and allows it.
    private async Task AnswerAsync(Person owner, GuardedAgent files)
    {
        var (from, to) = (Path.Combine(_walked.Outbox, "draft.txt"), Path.Combine(_walked.Outbox, "filed.txt"));
        var asked = files.CallAsync("move_file", ("source", from), ("destination", to));
        await WaitingAsync();
        await owner.OpenAsync("/");
        await owner.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "files.move_file" }).GetByRole(AriaRole.Link).ClickAsync();
        var main = owner.Page.GetByRole(AriaRole.Main);
        await Expect(main).ToContainTextAsync($"{Name} wants to call files.move_file.");
        await Expect(main).ToContainTextAsync("draft.txt");
        Assert.False(asked.IsCompleted);
        await main.GetByRole(AriaRole.Textbox, new() { Name = "Reason" }).FillAsync("The draft is complete");
        if (await main.GetByLabel("Password").CountAsync() > 0)
        {
            await main.ProveAsync();
        }

        await main.GetByRole(AriaRole.Button, new() { Name = "Allow", Exact = true }).ClickAsync();
        await Expect(main).ToContainTextAsync("Allowed");
        Assert.False((await asked).IsError);
        Assert.True(File.Exists(to));
    }

    // The agent's program sends what it did, by the public exporter; the owner reads it with the decision beside each call.
    private async Task SeeTheRunAsync(Person owner)
    {
        using var traces = await _walked.KeyAsync(Scopes.TracesWrite);
        var sent = SentSpans.Send(
            traces,
            "walk",
            source =>
            {
                using var run = source.StartActivity($"invoke_agent {Name}")!;
                run.SetTag("gen_ai.operation.name", "invoke_agent").SetTag("gen_ai.agent.name", Name);
                run.SetTag("gen_ai.conversation.id", "walk-1");
                foreach (var tool in (string[])["read_text_file", "write_file", "echo", "move_file"])
                {
                    using var call = source.StartActivity($"execute_tool {tool}")!;
                    call.SetTag("gen_ai.operation.name", "execute_tool").SetTag("gen_ai.tool.name", tool);
                    if (tool == "write_file")
                    {
                        call.SetTag("error.type", "denied").SetStatus(ActivityStatusCode.Error);
                    }
                }
            }
        );
        Assert.True(Assert.Single(sent.Answers).Status is System.Net.HttpStatusCode.OK);
        await owner.OpenAsync($"/agents/{Name}/runs");
        await owner.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "RUN-0001" }).ClickAsync();
        var main = owner.Page.GetByRole(AriaRole.Main);
        await Expect(main).ToContainTextAsync("walk-1");
        foreach (
            var (tool, decision, word) in new[]
            {
                ("read_text_file", "CALL-0001", "Allowed"),
                ("write_file", "CALL-0002", "Denied"),
                ("echo", "CALL-0003", "Allowed"),
                ("move_file", "CALL-0004", "Allowed"),
            }
        )
        {
            var row = main.GetByRole(AriaRole.Row).Filter(new() { HasText = $"execute_tool {tool}" });
            await Expect(row).ToContainTextAsync(decision);
            await Expect(row).ToContainTextAsync(word);
        }

        // Every call had its decision, and what was denied was not made.
        await Expect(main.GetByText("Findings")).ToHaveCountAsync(0);
    }

    // The server announces its new list; the guard hides the tool and tells the portal, which puts the agent out of policy by itself.
    private async Task SeeAToolThatWasAddedAsync(Person owner, GuardedAgent everything)
    {
        await owner.OpenAsync($"/models/{Name}");
        var main = owner.Page.GetByRole(AriaRole.Main);
        await Expect(main).ToContainTextAsync("In policy", new() { Timeout = 60_000 });
        await Expect(main).Not.ToContainTextAsync("delete-account");

        await _everything!.AddToolAsync("delete-account", Ct);

        await Expect(main).ToContainTextAsync("delete-account");
        await Expect(main).ToContainTextAsync("Lists different tools");
        await Expect(main).ToContainTextAsync("Out of policy", new() { Timeout = 60_000 });
        Assert.Equal(["echo"], await everything.ToolsAsync());
        var called = await everything.CallAsync("delete-account");
        Assert.Equal("Not allowed. The manifest does not name the tool all.delete-account.", called.Text);
        await owner.OpenAsync("/alerts");
        await Expect(main.GetByRole(AriaRole.Row).Filter(new() { HasText = Name }).First).ToContainTextAsync("delete-account");
    }

    // The owner stops the agent: the next call is denied, on the same guards.
    private static async Task StopAsync(Person owner)
    {
        await owner.OpenAsync($"/models/{Name}");
        var main = owner.Page.GetByRole(AriaRole.Main);
        await main.GetByRole(AriaRole.Button, new() { Name = "Stop agent", Exact = true }).ClickAsync();
        var dialog = owner.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Reason" }).FillAsync("It files the wrong invoices");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Stop agent", Exact = true }).ClickAsync();
        await Expect(owner.Page.GetByRole(AriaRole.Main)).ToContainTextAsync("stopped this agent");
    }

    // The agent has asked once its call is in the portal: the browser looks after that.
    private async Task WaitingAsync()
    {
        using var engineer = await Factory.SignInAsync(Engineer);
        await Until.HoldsAsync(
            "the call waits for its owner",
            TimeSpan.FromSeconds(20),
            async ct =>
                (await engineer.GetFromJsonAsync<JsonObject>($"/api/v1/agents/{Name}/calls?state=waiting", ct))!["items"]!.AsArray().Count
                == 1,
            Ct
        );
    }
}

/// <summary>A portal of its own: what other tests put in force is none of the walk's.</summary>
public sealed class AgentGuardPortal : RunningPortal;
