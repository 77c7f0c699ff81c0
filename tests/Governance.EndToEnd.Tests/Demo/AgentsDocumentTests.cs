using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Demo.Tour;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Testing;

namespace Governance.EndToEnd.Tests.Demo;

/// <summary>What docs/agents.md and docs/agent-calls.md tell people to do, read from their sentences and commands.</summary>
public sealed class AgentsDocumentTests(RunningBrowser browser, DemoPortal portal) : BrowserTest(browser, portal), IClassFixture<DemoPortal>
{
    private const string Calls = "docs/agent-calls.md";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task Agents_WithoutAPortal_ReadFromTheText_CanBeDoneToItsEnd()
    {
        NpmServers.Need();
        await new AgentsTour(ShellWith("none")).WalkOfflineAsync();
    }

    [WholeFact(Timeout = 300_000)]
    public async Task Agents_WithTheDemo_ReadFromTheText_CanBeDoneToItsEnd()
    {
        NpmServers.Need();
        var tour = new AgentsTour(ShellWith(await KeyOfTheTextAsync()), new TourParty(() => ArriveAsync()));

        await tour.WalkOfflineAsync();
        await tour.WalkWithPortalAsync();

        Assert.Empty(Portal.Log.Errors);
    }

    [WholeFact(Timeout = 300_000)]
    public async Task ToolCalls_ReadFromTheText_AreDecidedAndAnsweredByTheDemo()
    {
        await using var db = await Factory.Databases.CreateDbContextAsync(Ct);
        var engineer = db.Users.Single(u => u.Email == "engineer@demo.example").Id;
        var key = await Factory.CreateKeyAsync(new UserId(engineer), Scopes.AgentsDecide);
        using var agent = await Factory.CreateKeyClientAsync(new UserId(engineer), Scopes.AgentsDecide);
        using var owner = await Factory.SignInAsync("owner@demo.example");
        var asked = TourText.Request(Calls, "# Tool calls", "POST /api/v1/agents/invoice-agent/calls:decide");

        using var answer = await agent.PostAsJsonAsync(asked.Path, asked.Body, Ct);
        var said = (await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!;

        Assert.Equal("ask", (string?)said["decision"]);
        foreach (var member in new[] { "decision", "reason", "code", "policy", "rule", "id", "expiresAt", "manifestSha256" })
        {
            Assert.True(said.ContainsKey(member), member);
        }

        var reply = TourText.Request(Calls, "## Who answers", "POST /api/v1/agents/invoice-agent/calls/{id}:answer");
        using var refused = await owner.PostAsJsonAsync(
            reply.Path.Replace("{id}", (string)said["id"]!, StringComparison.Ordinal),
            reply.Body,
            Ct
        );
        Assert.True(refused.IsSuccessStatusCode, await refused.Content.ReadAsStringAsync(Ct));
        var polled = await agent.GetFromJsonAsync<JsonObject>($"/api/v1/agents/invoice-agent/calls/{said["id"]}", Ct);
        Assert.Equal("deny", (string?)polled!["decision"]);

        // By the shell: a person who does not answer in time leaves 4.
        var command = Regex.Match(File.ReadAllText(Path.Combine(Repository.Root, Calls)), "`(governance agent decide .+)`").Groups[1].Value;
        var printed = await ShellWith(key).RunAsync($"{command.Replace("30m", "1s", StringComparison.Ordinal)} || [ $? -eq 4 ]");
        Assert.Contains("ask: ", printed, StringComparison.Ordinal);
    }

    private TourShell ShellWith(string key) => new(Directory.CreateTempSubdirectory("governance-agents-").FullName, Portal.Address, key);

    // On the server, as the text says: with the settings that the portal has.
    private async Task<string> KeyOfTheTextAsync()
    {
        var (connection, artifacts, keys) = (Factory.ConnectionString, Path.Combine(Factory.Folder, "artifacts"), Factory.KeyFolder);
        var printed = await Tool.RunAsync(
            "env",
            [
                $"ConnectionStrings__Governance={connection}",
                $"Storage__ArtifactPath={artifacts}",
                $"Storage__KeyPath={keys}",
                "dotnet",
                Path.Combine(AppContext.BaseDirectory, "Governance.Portal.dll"),
                .. AgentsTour.CreatesKey().Split(' '),
            ]
        );
        return Assert.Single(printed.Split('\n').Select(l => l.Trim()), l => l.StartsWith("gvk_", StringComparison.Ordinal));
    }
}
