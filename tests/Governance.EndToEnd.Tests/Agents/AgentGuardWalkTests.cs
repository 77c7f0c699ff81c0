using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Portal.Approvals.Approvals;
using Governance.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Agents;

/// <summary>
/// The walk of docs/agents.md with a portal: an agent behind the guard reads, is denied, asks its owner, who answers on a phone, and is
/// stopped. In every run AgentGuardTests hold the guard to a stand-in of the portal, and AgentCallsTests the portal to its answers.
/// </summary>
public sealed class AgentGuardWalkTests(RunningBrowser browser, AgentGuardPortal portal)
    : BrowserTest(browser, portal),
        IClassFixture<AgentGuardPortal>
{
    private const string Agent = "files-agent";
    private const string Owner = "owner@bank.example";
    private const string Engineer = "engineer@bank.example";

    private readonly string _folder = Directory.CreateTempSubdirectory("governance-walk-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [WholeFact]
    public async Task Agent_BehindTheGuard_ReadsIsDeniedAsksItsOwnerAndIsStopped()
    {
        var server = GuardedAgent.FilesServer(_folder);
        Assert.SkipWhen(server is null, "Run ./build.sh setup to install the MCP servers of this test.");
        var (inbox, outbox) = (Path.Combine(_folder, "inbox"), Path.Combine(_folder, "out"));
        Directory.CreateDirectory(inbox);
        Directory.CreateDirectory(outbox);
        await File.WriteAllTextAsync(Path.Combine(inbox, "17.txt"), "Invoice 17: 120.00 EUR", Ct);
        await File.WriteAllTextAsync(Path.Combine(outbox, "draft.txt"), "Filed", Ct);
        var manifest = await ManifestAsync(server, inbox, outbox);
        var people = await DeployedAsync(manifest);
        var key = await Factory.CreateKeyAsync(people.Engineer, Scopes.AgentsDecide);
        var log = Path.Combine(_folder, "calls.jsonl");
        string[] guard = ["agent", "guard", "--manifest", manifest, "--portal", "--agent", Agent, "--log", log];

        await using var agent = await GuardedAgent.StartAsync([.. guard, "--server", Portal.Address.ToString(), "--", .. server], key);

        Assert.Equal(("Invoice 17: 120.00 EUR", false), await agent.CallAsync("read_text_file", ("path", Path.Combine(inbox, "17.txt"))));
        var denied = await agent.CallAsync("write_file", ("path", Path.Combine(inbox, "17.txt")), ("content", "Invoice 17: 1.00 EUR"));
        Assert.StartsWith("Not allowed. The manifest gives only read access to", denied.Text, StringComparison.Ordinal);
        Assert.Equal("Invoice 17: 120.00 EUR", await File.ReadAllTextAsync(Path.Combine(inbox, "17.txt"), Ct));

        // The owner finds the call on the phone, reads what it is about, and allows it.
        var (from, to) = (Path.Combine(outbox, "draft.txt"), Path.Combine(outbox, "filed.txt"));
        var asked = agent.CallAsync("move_file", ("source", from), ("destination", to));
        var owner = await ArriveAsync(new ViewportSize { Width = 390, Height = 844 });
        await owner.SignInAsync(Owner);
        await WaitingAsync();
        await owner.OpenAsync("/");
        await owner.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "files.move_file" }).GetByRole(AriaRole.Link).ClickAsync();
        var main = owner.Page.GetByRole(AriaRole.Main);
        await Expect(main).ToContainTextAsync($"{Agent} wants to call files.move_file.");
        await Expect(main).ToContainTextAsync("draft.txt");
        Assert.False(asked.IsCompleted);
        await main.GetByRole(AriaRole.Textbox, new() { Name = "Reason" }).FillAsync("The draft is complete");
        if (await main.GetByLabel("Password").CountAsync() > 0)
        {
            await main.GetByLabel("Password").FillAsync(PortalFactory.Password);
        }

        await main.GetByRole(AriaRole.Button, new() { Name = "Allow", Exact = true }).ClickAsync();
        await Expect(main).ToContainTextAsync("Allowed");
        Assert.False((await asked).IsError);
        Assert.True(File.Exists(to));

        // The owner stops the agent: the next call is denied, on the same guard.
        await owner.OpenAsync($"/models/{Agent}");
        await main.GetByRole(AriaRole.Button, new() { Name = "Stop agent", Exact = true }).ClickAsync();
        var dialog = owner.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Reason" }).FillAsync("It files the wrong invoices");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Stop agent", Exact = true }).ClickAsync();
        await Expect(owner.Page.GetByRole(AriaRole.Main)).ToContainTextAsync("stopped this agent");
        var stopped = await agent.CallAsync("read_text_file", ("path", Path.Combine(inbox, "17.txt")));
        Assert.True(stopped.IsError);
        Assert.Contains("stopped", stopped.Text, StringComparison.Ordinal);

        var lines = (await File.ReadAllLinesAsync(log, Ct)).Select(line => JsonNode.Parse(line)!).Where(l => (string?)l["event"] == "call");
        Assert.Equal(
            [("CALL-0001", "allow"), ("CALL-0002", "deny"), ("CALL-0003", "ask"), ("CALL-0003", "allow"), ("CALL-0004", "deny")],
            lines.Select(l => ((string)l["call"]!, (string)l["decision"]!))
        );
    }

    // The agent has asked once its call is in the portal: the browser looks after that.
    private async Task WaitingAsync()
    {
        using var engineer = await Factory.SignInAsync(Engineer);
        await Until.HoldsAsync(
            "the call waits for its owner",
            TimeSpan.FromSeconds(20),
            async ct =>
                (await engineer.GetFromJsonAsync<JsonObject>($"/api/v1/agents/{Agent}/calls?state=waiting", ct))!["items"]!.AsArray().Count
                == 1,
            Ct
        );
    }

    // Drafted from the live server, completed as a person would.
    private async Task<string> ManifestAsync(string[] server, string inbox, string outbox)
    {
        var (draft, whole) = (Path.Combine(_folder, "agent.yaml"), Path.Combine(_folder, "agent.json"));
        await GuardedAgent.RunAsync([
            "agent",
            "import",
            "--mcp-command",
            string.Join(' ', server),
            "--name",
            "files",
            "--accept-risks",
            "--out",
            draft,
        ]);
        await File.AppendAllTextAsync(
            draft,
            $$"""
            purpose: Files invoices from the inbox
            autonomy: supervised
            owner: treasury@bank.example
            models: [{name: claude-sonnet-4-5, version: "20250929", provider: anthropic}]
            data:
              - {scope: {{inbox}}, access: read, personalData: true}
              - {scope: {{outbox}}, access: write, personalData: true}
            limits: {steps: 50, seconds: 900}
            checkpoints: [{on: files.move_file, minutes: 15}]

            """,
            Ct
        );
        await GuardedAgent.RunAsync("agent", "digest", draft, "--out", whole);
        return whole;
    }

    private async Task<(UserId Owner, UserId Engineer)> DeployedAsync(string manifest)
    {
        var people = (await Factory.CreateUserAsync(Owner, Roles.ModelOwner), await Factory.CreateUserAsync(Engineer, Roles.Engineer));
        using var engineer = await Factory.SignInAsync(Engineer);
        await PostAsync(
            engineer,
            "/api/v1/agents",
            JsonContent.Create(
                new JsonObject
                {
                    ["name"] = Agent,
                    ["owner"] = Owner,
                    ["riskClass"] = "minimal",
                    ["purpose"] = "Files invoices",
                }
            )
        );
        using (
            var yaml = new StringContent(
                await File.ReadAllTextAsync(manifest, Ct),
                Encoding.UTF8,
                new MediaTypeHeaderValue("application/yaml")
            )
        )
        {
            await PostAsync(engineer, $"/api/v1/agents/{Agent}/versions?version=1.0.0", yaml);
        }

        var request = JsonContent.Create(new JsonObject { ["to"] = "production", ["reason"] = "Files invoices" });
        var promotion = (string)(await PostAsync(engineer, $"/api/v1/agents/{Agent}/versions/1.0.0/promotions", request))["id"]!;
        await SignAsync(promotion);
        await PostAsync(
            engineer,
            $"/api/v1/models/{Agent}/versions/1.0.0/deployments",
            JsonContent.Create(new JsonObject { ["environment"] = "prod", ["promotion"] = promotion })
        );
        return people;
    }

    private async Task SignAsync(string promotion)
    {
        Assert.True(DisplayId.TryParse<PromotionId>(promotion, out var id));
        var view = (await Factory.Get<GetPromotion>().RunAsync(id, Ct)).Value;
        foreach (var slot in view.RequiredRoles)
        {
            var email = slot is SignOffRole.Owner ? Owner : $"{WireName.Of(slot)}@bank.example";
            if (slot is not SignOffRole.Owner)
            {
                await Factory.CreateUserAsync(email, PromotionRefusals.RoleFor(slot));
            }

            using var signer = await Factory.SignInAsync(email);
            using var signed = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/promotions/{promotion}/signoffs")
            {
                Content = JsonContent.Create(
                    new JsonObject
                    {
                        ["role"] = WireName.Of(slot),
                        ["decision"] = "approve",
                        ["bundleDigest"] = view.BundleDigest,
                    }
                ),
                Headers = { { "X-Reauthentication", await PortalFactory.ReauthenticateAsync(signer) } },
            };
            using var answer = await signer.SendAsync(signed, Ct);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
        }
    }

    private static async Task<JsonObject> PostAsync(HttpClient client, string path, HttpContent content)
    {
        using (content)
        {
            using var answer = await client.PostAsync(path, content, Ct);
            var text = await answer.Content.ReadAsStringAsync(Ct);
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
            return JsonNode.Parse(text)!.AsObject();
        }
    }
}

/// <summary>A portal of its own: what other tests put in force is none of the walk's.</summary>
public sealed class AgentGuardPortal : RunningPortal;
