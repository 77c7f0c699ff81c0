using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Experiments;
using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Portal.Approvals.Approvals;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Newcomer;

/// <summary>
/// Whole pieces of work with agents and experiments by keys alone: Tab, Enter, arrows and typing. Nothing is clicked, and no field is
/// focused or filled but by the keys that a person would press.
/// </summary>
public sealed class KeyboardWorkTests(RunningBrowser browser, RunningPortal portal) : BrowserTest(browser, portal)
{
    private const string Manifest = """
        schema: governance.agent/v1
        purpose: Pays invoices that match an order
        autonomy: supervised
        owner: Accounts payable
        models: [{name: gpt-5, version: "2026-08-07", provider: openai}]
        tools:
          - {name: find, schemaSha256: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb, risks: [read]}
          - {name: transfer, schemaSha256: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, risks: [money, irreversible]}
        limits: {spend: 1000, currency: EUR}
        checkpoints: [{on: transfer, minutes: 30}]
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnAskOfAnAgent_IsFoundAnsweredAndSigned_AndTheAgentIsStopped()
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        var (agent, owner) = ($"keys-agent-{mark}", $"owner-{mark}@bank.example");
        using var key = await DeployedAgentAsync(agent, owner, mark);
        var asked = await DecidedAsync(key, agent, "transfer", 250);
        Assert.Equal("ask", (string?)asked["decision"]);
        var person = await ArriveAsync();
        await person.SignInAsync(owner);
        await person.OpenAsync("/");

        // From the queue to the call, and by Tab past what it says to the answer.
        var main = person.Page.GetByRole(AriaRole.Main);
        await GoToAsync(person, main.Locator($"a[href='/agents/calls/{asked["id"]}']").First);
        await PressAsync(person, "Enter");
        await Expect(main).ToContainTextAsync($"{agent} wants to call transfer");
        await person.BeReadyAsync();
        await TypeAsync(person, main.GetByRole(AriaRole.Textbox, new() { Name = "Reason" }), "The order matches");
        await TypeAsync(person, main.GetByLabel("Password"), PortalFactory.Password);
        await TypeAsync(person, main.GetByLabel("One-time code"), await person.App!.CodeAsync());
        await GoToAsync(person, main.GetByRole(AriaRole.Button, new() { Name = "Allow", Exact = true }));
        await PressAsync(person, "Enter");
        await Expect(main).ToContainTextAsync("The order matches");
        await Expect(main.GetByRole(AriaRole.Button, new() { Name = "Allow", Exact = true })).ToHaveCountAsync(0);
        Assert.Equal("allow", (string?)(await CallAsync(key, agent, asked))["decision"]);
        Assert.Empty(await Accessibility.FindingsAsync(person.Page));

        // The agent is stopped in a dialog that takes the focus; Escape first, as whoever thinks again would.
        await person.OpenAsync($"/models/{agent}");
        var stop = main.GetByRole(AriaRole.Button, new() { Name = "Stop agent", Exact = true });
        var dialog = person.Page.GetByRole(AriaRole.Dialog);
        await GoToAsync(person, stop);
        await PressAsync(person, "Enter");
        await Expect(dialog).ToBeFocusedAsync();
        await PressAsync(person, "Escape");
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(stop).ToBeFocusedAsync();
        Assert.Equal("allow", (string?)(await DecidedAsync(key, agent, "find"))["decision"]);
        await PressAsync(person, "Enter");
        await Expect(dialog).ToBeFocusedAsync();
        await TypeAsync(person, dialog.GetByRole(AriaRole.Textbox, new() { Name = "Reason" }), "It pays the wrong people");
        await GoToAsync(person, dialog.GetByRole(AriaRole.Button, new() { Name = "Stop agent", Exact = true }));
        await PressAsync(person, "Enter");
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(main).ToContainTextAsync("It pays the wrong people");
        var denied = await DecidedAsync(key, agent, "find");
        Assert.Equal(("deny", "agent.stopped"), ((string?)denied["decision"], (string?)denied["code"]));
    }

    [Fact]
    public async Task AnExperiment_IsPlannedByKeysAlone()
    {
        var bank = await Bank.OpenBesideOthersAsync(Factory);
        await bank.RegisterModelAsync();
        await bank.RegisterVersionAsync("2.0.0");
        var promotion = await bank.RequestAsync("2.0.0");
        await bank.SignAllAsync(promotion);
        await bank.DeployAsync("2.0.0", promotion);
        await bank.RegisterVersionAsync("2.2.0");
        var person = await ArriveAsync();
        await person.SignInAsync(bank.Engineer);
        await person.OpenAsync($"/models/{bank.Model}/experiments");

        var main = person.Page.GetByRole(AriaRole.Main);
        await GoToAsync(person, main.GetByRole(AriaRole.Button, new() { Name = "Plan an experiment", Exact = true }));
        await PressAsync(person, "Enter");
        var dialog = person.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToBeFocusedAsync();

        // The kind by arrow: the share is asked for once the challenger is to decide anything.
        await GoToAsync(person, dialog.Locator("#experiment-kind"));
        await PressAsync(person, "ArrowDown");
        await Expect(dialog.Locator("#experiment-kind")).ToHaveValueAsync("canary");
        await Expect(dialog.Locator("#experiment-share")).ToBeVisibleAsync();
        foreach (
            var (field, text) in new[]
            {
                ("experiment-challenger", "2.2.0"),
                ("experiment-share", "0.1"),
                ("experiment-hypothesis", "It recognises more of those who will not pay"),
                ("metric-name-0", "found_defaults"),
                ("metric-baseline-0", "0.6"),
                ("experiment-effect", "0.05"),
                ("metric-name-1", "wrong_refusals"),
                ("metric-baseline-1", "0.02"),
                ("metric-limit-1", "0.01"),
            }
        )
        {
            await TypeAsync(person, dialog.Locator($"#{field}"), text);
        }

        // Back by Shift+Tab, to look again, and on to the button.
        await GoToAsync(person, dialog.Locator("#experiment-challenger"), "Shift+Tab");
        await Expect(dialog.Locator("#experiment-challenger")).ToHaveValueAsync("2.2.0");
        Assert.Empty(await Accessibility.FindingsAsync(person.Page));
        await GoToAsync(person, dialog.GetByRole(AriaRole.Button, new() { Name = "Plan the experiment", Exact = true }));
        await PressAsync(person, "Enter");
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(main).ToContainTextAsync("It recognises more of those who will not pay");

        await using var db = await Factory.Databases.CreateDbContextAsync(Ct);
        var planned = await db.Experiments.SingleAsync(e => e.Model == bank.Model, Ct);
        Assert.Equal($"/experiments/{planned.Id}", person.Place);
        Assert.Equal(
            (ExperimentKind.Canary, "2.0.0", "2.2.0", 0.1, 0.05),
            (planned.Kind, planned.Champion, planned.Challenger, planned.Share, planned.Effect)
        );
        Assert.Equal(
            [("found_defaults", true, 0.6, 0), ("wrong_refusals", false, 0.02, 0.01)],
            planned.Metrics.Select(m => (m.Name, m.HigherIsBetter, m.Baseline, m.Limit))
        );
    }

    private static Task PressAsync(Person person, string key) => person.Page.Keyboard.PressAsync(key);

    // By Tab, as often as it takes: a stop that cannot be reached, or lies behind a trap, ends the test.
    private static async Task GoToAsync(Person person, ILocator stop, string key = "Tab")
    {
        const int Most = 120;
        await Expect(stop).ToBeVisibleAsync();
        for (var press = 0; press < Most; press++)
        {
            if (await stop.EvaluateAsync<bool>("stop => stop === document.activeElement"))
            {
                await Expect(stop).ToBeInViewportAsync();
                return;
            }

            await PressAsync(person, key);
        }

        Assert.Fail($"{Most} times {key} do not lead to {stop}.");
    }

    private static async Task TypeAsync(Person person, ILocator field, string text)
    {
        await GoToAsync(person, field);
        await person.Page.Keyboard.TypeAsync(text);
        await Expect(field).ToHaveValueAsync(text);
    }

    // In production, with its people, as the engineer's pipeline brings it there. Answers a client with the agent's key.
    private async Task<HttpClient> DeployedAgentAsync(string agent, string owner, string mark)
    {
        await Factory.CreateUserAsync(owner, Roles.ModelOwner);
        var engineer = await Factory.CreateUserAsync($"engineer-{mark}@bank.example", Roles.Engineer);
        using var pipeline = await Factory.CreateKeyClientAsync(engineer, Scopes.RegistryWrite);
        await PostAsync(
            pipeline,
            "agents",
            JsonContent.Create(
                new JsonObject
                {
                    ["name"] = agent,
                    ["owner"] = owner,
                    ["riskClass"] = "minimal",
                }
            )
        );
        await PostAsync(pipeline, $"agents/{agent}/versions?version=1.0.0", new StringContent(Manifest, Encoding.UTF8, "application/yaml"));
        var reason = JsonContent.Create(new JsonObject { ["to"] = "production", ["reason"] = "Pays invoices" });
        var promotion = (string)(await PostAsync(pipeline, $"agents/{agent}/versions/1.0.0/promotions", reason))["id"]!;
        Assert.True(DisplayId.TryParse<PromotionId>(promotion, out var id));
        var view = (await Factory.Get<GetPromotion>().RunAsync(id, Ct)).Value;
        foreach (var slot in view.RequiredRoles)
        {
            var email = slot is SignOffRole.Owner ? owner : $"{WireName.Of(slot)}-{mark}@bank.example";
            if (slot is not SignOffRole.Owner)
            {
                await Factory.CreateUserAsync(email, PromotionRefusals.RoleFor(slot));
            }

            using var signer = await Factory.SignInAsync(email);
            signer.DefaultRequestHeaders.Add("X-Reauthentication", await PortalFactory.ReauthenticateAsync(signer));
            var approval = new JsonObject
            {
                ["role"] = WireName.Of(slot),
                ["decision"] = "approve",
                ["bundleDigest"] = view.BundleDigest,
            };
            await PostAsync(signer, $"promotions/{promotion}/signoffs", JsonContent.Create(approval));
        }

        var deployment = JsonContent.Create(new JsonObject { ["environment"] = "prod", ["promotion"] = promotion });
        await PostAsync(pipeline, $"models/{agent}/versions/1.0.0/deployments", deployment);
        return await Factory.CreateKeyClientAsync(engineer, Scopes.AgentsDecide);
    }

    private static Task<JsonObject> DecidedAsync(HttpClient key, string agent, string tool, decimal? amount = null)
    {
        var call = new JsonObject { ["run"] = "run-1", ["tool"] = tool };
        if (amount is { } money)
        {
            (call["amount"], call["currency"], call["arguments"]) = (money, "EUR", new JsonObject { ["to"] = "ACME" });
        }

        return PostAsync(key, $"agents/{agent}/calls:decide", JsonContent.Create(call));
    }

    private static async Task<JsonObject> CallAsync(HttpClient key, string agent, JsonObject asked) =>
        (await key.GetFromJsonAsync<JsonObject>($"/api/v1/agents/{agent}/calls/{asked["id"]}", Ct))!;

    private static async Task<JsonObject> PostAsync(HttpClient client, string path, HttpContent content)
    {
        using (content)
        {
            using var answer = await client.PostAsync(new Uri($"/api/v1/{path}", UriKind.Relative), content, Ct);
            var text = await answer.Content.ReadAsStringAsync(Ct);
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
            return JsonNode.Parse(text)!.AsObject();
        }
    }
}
