using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Models.Registry.Agents.Tools;
using Governance.Portal.Tests.Registry;
using Governance.Testing;

namespace Governance.Portal.Tests.Agents.Tools;

/// <summary>A real server over HTTP that gets a tool while it runs, asked by the portal itself.</summary>
public sealed class GrowingServerTests
{
    private const string Agent = AgentToolsTests.Agent;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RealServer_ThatGetsATool_RaisesAnAlert_AndPutsTheAgentOutOfPolicy_OnItsPage()
    {
        await using var server = await GrowingServer.StartAsync(Ct);
        await using var registry = await AgentToolsTests.InProductionAsync(
            DatabaseKind.Sqlite,
            server.Url,
            portal => ManifestAsync(portal, server.Url),
            "agent_tools, severity: critical, params: {observed: deny}"
        );
        var ask = registry.Portal.Get<AskToolServers>();
        await ask.RunAsync(Ct);
        Assert.Equal(PostureState.In, await AgentToolsTests.JudgedAsync(registry));
        Assert.Empty(await AgentToolsTests.OpenAsync(registry));

        await server.AddToolAsync("delete-account", Ct);
        await ask.RunAsync(Ct);

        var alert = Assert.Single(await AgentToolsTests.OpenAsync(registry));
        Assert.Equal((AlertRule.ToolsChanged, "all (delete-account)"), (alert.Rule, alert.Field));
        Assert.Equal(registry.OwnerId, alert.Owner);
        Assert.Equal(PostureState.Out, await AgentToolsTests.JudgedAsync(registry));
        using var owner = await registry.Portal.SignInAsync(RegistryFixture.Owner);
        var page = await owner.GetStringAsync(new Uri($"/models/{Agent}", UriKind.Relative), Ct);
        Assert.Contains("Lists different tools", page, StringComparison.Ordinal);
        Assert.Contains("not in the manifest: delete-account", page, StringComparison.Ordinal);
        Assert.Contains("Out of policy", page, StringComparison.Ordinal);

        // What is listed is not allowed with that.
        using var key = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.AgentsDecide);
        Assert.Equal("allow", await AgentToolsTests.DecidedAsync(key, Call("echo")));
        Assert.Equal("deny", await AgentToolsTests.DecidedAsync(key, Call("delete-account")));

        static JsonObject Call(string tool) =>
            new()
            {
                ["run"] = "run-1",
                ["server"] = "all",
                ["tool"] = tool,
            };
    }

    // Every tool that it lists at first, as someone would sign it.
    private static async Task<string> ManifestAsync(RegistryFixture registry, Uri url)
    {
        var (version, list) = await registry.Portal.Get<McpServers>().AskAsync(url, Ct);
        var tools = list.Tools.Select(tool => $"  - {{name: {tool.Name}, server: all, schemaSha256: {tool.Sha256}, risks: [read]}}");
        return $$"""
            schema: governance.agent/v1
            purpose: Pays invoices that match an order
            autonomy: supervised
            owner: Accounts payable
            models:
              - {name: fraud-scorer, version: "1.0.0"}
            servers:
              - {name: all, transport: http, address: "{{url}}", version: "{{version}}", toolsSha256: {{list.Sha256}}}
            tools:
            {{string.Join('\n', tools)}}
            """;
    }
}
