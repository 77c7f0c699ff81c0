using System.Text.Json.Nodes;

namespace Governance.Policies;

/// <summary>What a server of an agent's tools was seen to list last.</summary>
/// <param name="Server">Name of the server, as the manifest writes it.</param>
/// <param name="Version">The version it told; null when it told none.</param>
/// <param name="Since">Since when it lists this.</param>
/// <param name="Tools">All tools it lists: name and digest (<see cref="ToolDigest"/>).</param>
public sealed record GateObservedServer(string Server, string? Version, DateTimeOffset Since, IReadOnlyList<GateObservedTool> Tools)
{
    private const int MaxOthers = 400;

    /// <summary>What a manifest says otherwise, the most serious first; empty when it names no such server, or the same tools.</summary>
    /// <param name="manifest">The manifest.</param>
    public IReadOnlyList<AgentChange> Compare(AgentManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var live = new McpToolList([.. Tools.Select(tool => new McpTool(tool.Name, null, tool.Sha256, []))], IsComplete: true);
        return manifest.Servers.FirstOrDefault(named => named.Name == Server) is { } server
            // Another version that lists the same tools is no reason to stop.
            ? [.. AgentServerCheck.Compare(manifest, server, live, Version).Where(change => change.Kind != AgentChangeKind.Other)]
            : [];
    }

    /// <summary>
    /// The server with the names of the tools that are others, such as <c>payments (refund)</c>; null when it lists what the manifest
    /// names.
    /// </summary>
    /// <param name="manifest">The manifest.</param>
    public string? Others(AgentManifest manifest)
    {
        if (OtherTools(manifest) is not { } others)
        {
            return null;
        }

        var text = others.Count == 0 ? Server : $"{Server} ({string.Join(", ", others)})";
        return text.Length <= MaxOthers ? text : $"{text[..MaxOthers]}…";
    }

    /// <summary>
    /// Names of the tools that are others; null when it lists what the manifest names, empty when no tool has another name.
    /// </summary>
    /// <param name="manifest">The manifest.</param>
    public IReadOnlyList<string>? OtherTools(AgentManifest manifest)
    {
        var changes = Compare(manifest);
        if (changes.Count == 0)
        {
            return null;
        }

        var now = Tools.ToDictionary(tool => tool.Name, tool => tool.Sha256, StringComparer.Ordinal);
        var named = manifest
            .Tools.Where(tool => tool.Server == Server)
            .ToDictionary(tool => tool.Name, tool => tool.SchemaSha256, StringComparer.Ordinal);
        return
        [
            .. named
                .Where(tool => now.GetValueOrDefault(tool.Key) != tool.Value)
                .Select(tool => tool.Key)
                .Concat(
                    changes.Any(change => change.Kind == AgentChangeKind.ServerChanged)
                        ? now.Keys.Where(tool => !named.ContainsKey(tool))
                        : []
                )
                .Order(StringComparer.Ordinal),
        ];
    }

    internal JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["server"] = Server,
            ["since"] = Instant.Write(Since),
            ["tools"] = GateInputWriter.Sorted(Tools, tool => new JsonObject { ["name"] = tool.Name, ["sha256"] = tool.Sha256 }),
        };
        GateInputWriter.Set(json, "version", Version);
        return json;
    }

    internal static GateObservedServer Read(JsonFields server) =>
        new(
            server.Text("server"),
            server.OptionalText("version"),
            server.Time("since"),
            server.Objects("tools", tool => new GateObservedTool(tool.Text("name"), tool.Sha256("sha256")))
        );
}

/// <summary>A tool that a server lists.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sha256">Its digest.</param>
public sealed record GateObservedTool(string Name, string Sha256);
