using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Portal.Approvals.Approvals;
using Governance.Testing;

namespace Governance.EndToEnd.Tests.Agents;

/// <summary>
/// The agent of the walks: three tools of the server of files, started by a command, and one of the everything server, reached by URL; from
/// the drafts of both live servers to production.
/// </summary>
internal sealed class WalkedAgent(PortalFactory portal, string folder, GrowingServer everything)
{
    public const string Name = "files-agent";
    public const string Owner = "owner@bank.example";
    public const string Engineer = "engineer@bank.example";

    private static readonly string[] s_tools = ["read_text_file", "write_file", "move_file", "echo"];

    private UserId _engineer;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public string Inbox { get; } = Path.Combine(folder, "inbox");

    public string Outbox { get; } = Path.Combine(folder, "out");

    public string Log { get; } = Path.Combine(folder, "calls.jsonl");

    /// <summary>Two files, the manifest, its signatures and a deployment.</summary>
    public async Task DeployAsync()
    {
        Directory.CreateDirectory(Inbox);
        Directory.CreateDirectory(Outbox);
        await File.WriteAllTextAsync(Path.Combine(Inbox, "17.txt"), "Invoice 17: 120.00 EUR", Ct);
        await File.WriteAllTextAsync(Path.Combine(Outbox, "draft.txt"), "Filed", Ct);
        await portal.CreateUserAsync(Owner, Roles.ModelOwner);
        _engineer = await portal.CreateUserAsync(Engineer, Roles.Engineer);
        using var engineer = await portal.SignInAsync(Engineer);
        var agent = new JsonObject
        {
            ["name"] = Name,
            ["owner"] = Owner,
            ["riskClass"] = "minimal",
            ["purpose"] = "Files invoices",
            ["tags"] = new JsonObject { ["use"] = "agent" },
        };
        await PostAsync(engineer, "/api/v1/agents", JsonContent.Create(agent));
        using (var manifest = new StringContent(await ManifestAsync(), Encoding.UTF8, new MediaTypeHeaderValue("application/yaml")))
        {
            await PostAsync(engineer, $"/api/v1/agents/{Name}/versions?version=1.0.0", manifest);
        }

        var request = JsonContent.Create(new JsonObject { ["to"] = "production", ["reason"] = "Files invoices" });
        var promotion = (string)(await PostAsync(engineer, $"/api/v1/agents/{Name}/versions/1.0.0/promotions", request))["id"]!;
        await SignAsync(promotion);
        await PostAsync(
            engineer,
            $"/api/v1/models/{Name}/versions/1.0.0/deployments",
            JsonContent.Create(new JsonObject { ["environment"] = "prod", ["promotion"] = promotion })
        );
    }

    /// <summary>The agent behind a guard before the server of files.</summary>
    public Task<GuardedAgent> BeginFilesAsync(Uri address) => BeginAsync(address, ["--", .. NpmServers.Files(folder)]);

    /// <summary>The same run behind a guard before the server that is reached by URL.</summary>
    public Task<GuardedAgent> BeginEverythingAsync(Uri address) => BeginAsync(address, ["--to", everything.Url.ToString()]);

    /// <summary>A client of the engineer's with a key of this scope.</summary>
    public Task<HttpClient> KeyAsync(string scope) => portal.CreateKeyClientAsync(_engineer, scope);

    private async Task<GuardedAgent> BeginAsync(Uri address, string[] server)
    {
        var key = await portal.CreateKeyAsync(_engineer, Scopes.AgentsDecide);
        string[] guard = ["agent", "guard", "--manifest", Path.Combine(folder, "agent.json"), "--portal", "--agent", Name];
        return await GuardedAgent.StartAsync([.. guard, "--run", "walk-1", "--log", Log, "--server", address.ToString(), .. server], key);
    }

    // Drafted from both live servers, put together and completed as a person would.
    private async Task<string> ManifestAsync()
    {
        var files = await DraftAsync("files", "--mcp-command", string.Join(' ', NpmServers.Files(folder)));
        var all = await DraftAsync("all", "--mcp-url", everything.Url.ToString());
        var tools = Items(files, "tools")
            .Concat(Items(all, "tools"))
            .Where(t => s_tools.Any(name => t.StartsWith($"  - name: \"{name}\"\n", StringComparison.Ordinal)));
        var text = $$"""
            schema: governance.agent/v1
            purpose: Files invoices from the inbox
            autonomy: supervised
            owner: treasury@bank.example
            models: [{name: claude-sonnet-4-5, version: "20250929", provider: anthropic}]
            servers:
            {{string.Join('\n', Items(files, "servers").Concat(Items(all, "servers")))}}
            tools:
            {{string.Join('\n', tools)}}
            data:
              - {scope: {{Inbox}}, access: read, personalData: true}
              - {scope: {{Outbox}}, access: write, personalData: true}
            limits: {steps: 50, seconds: 900}
            checkpoints: [{on: files.move_file, minutes: 15}]

            """;
        var yaml = Path.Combine(folder, "agent.yaml");
        await File.WriteAllTextAsync(yaml, text, Ct);
        await GuardedAgent.RunAsync("agent", "digest", yaml, "--out", Path.Combine(folder, "agent.json"));
        return text;
    }

    private async Task<string> DraftAsync(string name, params string[] server)
    {
        var draft = Path.Combine(folder, $"{name}.yaml");
        await GuardedAgent.RunAsync(["agent", "import", .. server, "--name", name, "--accept-risks", "--out", draft]);
        return await File.ReadAllTextAsync(draft, Ct);
    }

    // The items of a list of a draft, each with its lines.
    private static List<string> Items(string draft, string list)
    {
        var items = new List<string>();
        foreach (var line in draft.Split('\n').SkipWhile(l => l != $"{list}:").Skip(1).TakeWhile(l => l.StartsWith(' ')))
        {
            if (line.StartsWith("  - ", StringComparison.Ordinal))
            {
                items.Add(line);
            }
            else
            {
                items[^1] += $"\n{line}";
            }
        }

        return items;
    }

    private async Task SignAsync(string promotion)
    {
        Assert.True(DisplayId.TryParse<PromotionId>(promotion, out var id));
        var view = (await portal.Get<GetPromotion>().RunAsync(id, Ct)).Value;
        foreach (var slot in view.RequiredRoles)
        {
            var email = slot is SignOffRole.Owner ? Owner : $"{WireName.Of(slot)}@bank.example";
            if (slot is not SignOffRole.Owner)
            {
                await portal.CreateUserAsync(email, PromotionRefusals.RoleFor(slot));
            }

            using var signer = await portal.SignInAsync(email);
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
