using Governance.Data;
using Governance.Policies;
using Governance.Portal.Kernel.Facts;

namespace Governance.Portal.Models.Registry.Agents.Tools;

/// <summary>What the servers that a manifest names list now.</summary>
internal static class AgentServers
{
    /// <summary>Reads it in one query; the servers in the order of the manifest.</summary>
    public static async Task<IReadOnlyList<AgentServerView>> OfAsync(
        GovernanceDbContext db,
        string agent,
        AgentManifest manifest,
        CancellationToken ct
    )
    {
        if (manifest.Servers.Count == 0)
        {
            return [];
        }

        var seen = await ObservedTools.OfAsync(db, agent, ct);
        return [.. manifest.Servers.Select(s => View(s.Name, seen.GetValueOrDefault(s.Name), manifest))];
    }

    private static AgentServerView View(string server, ObservedTools.Server? seen, AgentManifest manifest)
    {
        var changes = seen?.Listed is { } listed ? ObservedTools.ToGate(listed).Compare(manifest) : [];
        return new(
            server,
            seen?.Silent is not null ? "silent"
                : seen?.Listed is null ? "unseen"
                : changes.Count > 0 ? "changed"
                : "approved",
            seen?.Silent?.At ?? seen?.Listed?.At,
            [.. changes.Select(c => c.Sentence)]
        )
        {
            Content = changes,
        };
    }
}
