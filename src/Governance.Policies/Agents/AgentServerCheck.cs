namespace Governance.Policies;

/// <summary>Whether a live server still lists the tools that a manifest was signed with.</summary>
public static class AgentServerCheck
{
    /// <summary>What is different, the most serious first; empty when the server is as the manifest says.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="server">One of its servers.</param>
    /// <param name="live">What the server lists now; all pages.</param>
    /// <param name="version">The version it tells now; null when it tells none.</param>
    public static IReadOnlyList<AgentChange> Compare(AgentManifest manifest, AgentServer server, McpToolList live, string? version)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(live);
        var changes = new List<AgentChange>();
        var listed = live.Tools.ToDictionary(tool => tool.Name, StringComparer.Ordinal);
        var named = manifest.Tools.Where(tool => tool.Server == server.Name).ToList();
        foreach (var tool in named)
        {
            if (!listed.TryGetValue(tool.Name, out var now))
            {
                changes.Add(new(AgentChangeKind.ToolChanged, AgentChangeTexts.LiveToolDropped, [server.Name, tool.Name]));
            }
            else if (now.Sha256 != tool.SchemaSha256)
            {
                changes.Add(new(AgentChangeKind.ToolChanged, AgentChangeTexts.LiveToolChanged, [tool.Id]));
            }
        }

        // Which tools there were that the manifest does not name, its digest does not say: only that they are others.
        if (server.ToolsSha256 is { } then && then != live.Sha256 && changes.Count == 0)
        {
            var besides = listed
                .Keys.Except(named.Select(tool => tool.Name), StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .ToList();
            changes.Add(
                besides.Count > 0
                    ? new(
                        AgentChangeKind.ServerChanged,
                        AgentChangeTexts.LiveToolsBesides,
                        [server.Name, YamlTreeReader.Shown(string.Join(", ", besides), 400)]
                    )
                    : new(AgentChangeKind.ServerChanged, AgentChangeTexts.LiveToolsGone, [server.Name])
            );
        }

        if (server.Version is not null && server.Version != version)
        {
            changes.Add(new(AgentChangeKind.Other, AgentChangeTexts.LiveVersion, [server.Name, version ?? "—", server.Version]));
        }

        return [.. changes.OrderBy(change => change.Kind)];
    }
}
