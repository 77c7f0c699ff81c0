using System.Runtime.CompilerServices;

namespace Governance.Policies;

/// <summary>A manifest laid out for decisions: each tool with its checkpoints, found by its name. Kept as long as the manifest is.</summary>
internal sealed class AgentManifestIndex
{
    private static readonly ConditionalWeakTable<AgentManifest, AgentManifestIndex> s_kept = [];

    private readonly Dictionary<(string Server, string Name), IndexedTool?> _byServer = [];
    private readonly Dictionary<string, IndexedTool?> _byId = new(StringComparer.Ordinal);

    private AgentManifestIndex(AgentManifest manifest)
    {
        foreach (var tool in manifest.Tools)
        {
            var indexed = new IndexedTool(tool, manifest);

            // A name that means two tools means none.
            _byServer[(tool.Server ?? string.Empty, tool.Name)] = _byServer.ContainsKey((tool.Server ?? string.Empty, tool.Name))
                ? null
                : indexed;
            _byId[tool.Id] = _byId.ContainsKey(tool.Id) ? null : indexed;
        }
    }

    public static AgentManifestIndex Of(AgentManifest manifest) => s_kept.GetValue(manifest, read => new(read));

    public IndexedTool? Find(string name, string? server) =>
        server is null ? _byId.GetValueOrDefault(name)
        : server.Length == 0 ? null
        : _byServer.GetValueOrDefault((server, name));
}

/// <summary>A tool with what the manifest says of calls to it.</summary>
internal sealed class IndexedTool
{
    public IndexedTool(AgentTool tool, AgentManifest manifest)
    {
        Tool = tool;
        var risks = AgentToolRule.RisksOf(tool);
        MovesMoney = risks.Contains("money", StringComparer.Ordinal);
        Writes = risks.Contains("write", StringComparer.Ordinal) || risks.Contains("irreversible", StringComparer.Ordinal);
        Checkpoints =
        [
            .. manifest.Checkpoints.Where(checkpoint =>
                risks.Contains(checkpoint.On, StringComparer.Ordinal) || checkpoint.On.Equals(tool.Id, StringComparison.OrdinalIgnoreCase)
            ),
        ];
    }

    public AgentTool Tool { get; }

    public bool MovesMoney { get; }

    public bool Writes { get; }

    public AgentCheckpoint[] Checkpoints { get; }
}
