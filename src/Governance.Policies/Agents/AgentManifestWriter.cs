using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Transparency;

namespace Governance.Policies;

/// <summary>Writes a manifest as canonical JSON: what has no content is left out, and lists are sorted, because their order means nothing.</summary>
internal static class AgentManifestWriter
{
    public static byte[] Write(AgentManifest manifest)
    {
        var json = new JsonObject
        {
            ["schema"] = AgentManifest.Schema,
            ["purpose"] = manifest.Purpose,
            ["autonomy"] = manifest.Autonomy,
            ["owner"] = manifest.Owner,
        };
        List(json, "models", manifest.Models, Model);
        List(json, "prompts", manifest.Prompts, prompt => new() { ["name"] = prompt.Name, ["sha256"] = prompt.Sha256 });
        List(json, "servers", manifest.Servers, Server);
        List(json, "tools", manifest.Tools, Tool);
        List(json, "data", manifest.Data, Scope);
        List(json, "agents", manifest.Agents, Agent);
        Set(json, "memory", manifest.Memory == AgentMemory.Nothing ? null : Memory(manifest.Memory));
        Set(json, "limits", manifest.Limits == AgentLimits.Undeclared ? null : Limits(manifest.Limits));
        List(json, "checkpoints", manifest.Checkpoints, Checkpoint);
        Set(json, "killSwitch", manifest.KillSwitch is { } killSwitch ? KillSwitch(killSwitch) : null);
        return CanonicalJson.Serialize(json);
    }

    /// <summary>An amount of money as text, without zeros at its end: 500.00 and 500 are one amount and get one digest.</summary>
    public static string Amount(decimal amount) => (amount / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);

    private static JsonObject Model(AgentModel model)
    {
        var json = new JsonObject { ["name"] = model.Name, ["version"] = model.Version };
        Set(json, "provider", model.Provider);
        Set(json, "sha256", model.Sha256);
        return json;
    }

    private static JsonObject Server(AgentServer server)
    {
        var json = new JsonObject
        {
            ["name"] = server.Name,
            ["transport"] = server.Transport,
            ["address"] = server.Address,
        };
        Set(json, "version", server.Version);
        Set(json, "toolsSha256", server.ToolsSha256);
        return json;
    }

    private static JsonObject Tool(AgentTool tool)
    {
        var json = new JsonObject { ["name"] = tool.Name, ["schemaSha256"] = tool.SchemaSha256 };
        Set(json, "server", tool.Server);
        Set(json, "description", tool.Description);
        Set(json, "risks", tool.Risks.Count == 0 ? null : Words(tool.Risks));
        return json;
    }

    private static JsonObject Scope(AgentScope scope) =>
        new()
        {
            ["scope"] = scope.Scope,
            ["access"] = scope.Access,
            ["personalData"] = scope.PersonalData,
        };

    private static JsonObject Agent(AgentReference agent)
    {
        var json = new JsonObject { ["name"] = agent.Name };
        Set(json, "version", agent.Version);
        Set(json, "url", agent.Url);
        return json;
    }

    private static JsonObject Memory(AgentMemory memory)
    {
        var json = new JsonObject { ["kind"] = memory.Kind, ["personalData"] = memory.PersonalData };
        Set(json, "retentionDays", memory.RetentionDays);
        return json;
    }

    private static JsonObject Limits(AgentLimits limits)
    {
        var json = new JsonObject();
        Set(json, "steps", limits.Steps);
        Set(json, "seconds", limits.Seconds);
        Set(json, "callsPerMinute", limits.CallsPerMinute);
        Set(json, "spend", limits.Spend is { } spend ? Amount(spend) : null);
        Set(json, "currency", limits.Currency);
        return json;
    }

    private static JsonObject Checkpoint(AgentCheckpoint checkpoint)
    {
        var json = new JsonObject { ["on"] = checkpoint.On, ["minutes"] = checkpoint.Minutes };
        Set(json, "aboveAmount", checkpoint.AboveAmount is { } amount ? Amount(amount) : null);
        return json;
    }

    private static JsonObject KillSwitch(AgentKillSwitch killSwitch)
    {
        var json = new JsonObject { ["how"] = killSwitch.How };
        Set(json, "testedOn", killSwitch.TestedOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        return json;
    }

    private static JsonArray Words(IEnumerable<string> words) =>
        new([.. words.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(word => (JsonNode)word)]);

    private static void List<T>(JsonObject json, string name, IReadOnlyList<T> items, Func<T, JsonObject> write) =>
        Set(json, name, items.Count == 0 ? null : GateInputWriter.Sorted(items, write));

    private static void Set(JsonObject json, string name, JsonNode? value) => GateInputWriter.Set(json, name, value);
}
