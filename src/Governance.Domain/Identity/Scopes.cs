namespace Governance.Domain.Identity;

/// <summary>What an API key may be given.</summary>
public static class Scopes
{
    /// <summary>Read the registry and promotions.</summary>
    public const string RegistryRead = "registry:read";

    /// <summary>
    /// Write models, versions, artifacts, promotions and deployments; includes <see cref="RegistryRead"/> and <see cref="EvidenceWrite"/>.
    /// </summary>
    public const string RegistryWrite = "registry:write";

    /// <summary>Add evidence.</summary>
    public const string EvidenceWrite = "evidence:write";

    /// <summary>Ask the gate.</summary>
    public const string GateRead = "gate:read";

    /// <summary>Read decisions.</summary>
    public const string DecisionsRead = "decisions:read";

    /// <summary>Store decisions.</summary>
    public const string DecisionsWrite = "decisions:write";

    /// <summary>Ask whether an agent may call a tool, and read what was answered.</summary>
    public const string AgentsDecide = "agents:decide";

    /// <summary>Send spans of agents.</summary>
    public const string TracesWrite = "traces:write";

    /// <summary>File what a scan found, and read what was decided about it.</summary>
    public const string DiscoveryWrite = "discovery:write";

    /// <summary>Read monitoring.</summary>
    public const string MonitoringRead = "monitoring:read";

    /// <summary>Upload monitoring data.</summary>
    public const string MonitoringWrite = "monitoring:write";

    /// <summary>Send alerts of other monitoring tools.</summary>
    public const string AlertsWrite = "alerts:write";

    /// <summary>Send lineage events.</summary>
    public const string LineageWrite = "lineage:write";

    /// <summary>Read the registers.</summary>
    public const string RegistersRead = "registers:read";

    /// <summary>Write the registers.</summary>
    public const string RegistersWrite = "registers:write";

    /// <summary>Read the audit log.</summary>
    public const string AuditRead = "audit:read";

    /// <summary>Read reports.</summary>
    public const string ReportsRead = "reports:read";

    /// <summary>Make reports.</summary>
    public const string ReportsWrite = "reports:write";

    /// <summary>Administer.</summary>
    public const string Admin = "admin";

    /// <summary>All scopes.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        RegistryRead,
        RegistryWrite,
        EvidenceWrite,
        GateRead,
        DecisionsRead,
        DecisionsWrite,
        AgentsDecide,
        TracesWrite,
        DiscoveryWrite,
        MonitoringRead,
        MonitoringWrite,
        AlertsWrite,
        LineageWrite,
        RegistersRead,
        RegistersWrite,
        AuditRead,
        ReportsRead,
        ReportsWrite,
        Admin,
    ];

    /// <summary>
    /// Roles with which the owner of a key can use a scope at all; null when any role will do, because only machines do what it allows.
    /// </summary>
    public static IReadOnlyList<string>? RolesWith(string scope)
    {
        var allowed = Permission.List.Where(p => p.Scope == scope).ToList();
        return allowed.Count == 0 || allowed.Exists(p => p.GrantedTo.Count == 0)
            ? null
            : [.. Roles.All.Where(role => allowed.Exists(p => p.GrantedTo.Contains(role, StringComparer.Ordinal)))];
    }

    /// <summary>The scopes a set of scopes stands for.</summary>
    public static IReadOnlySet<string> Expand(IEnumerable<string> scopes)
    {
        var all = new HashSet<string>(scopes, StringComparer.Ordinal);
        if (all.Contains(RegistryWrite))
        {
            all.Add(RegistryRead);
            all.Add(EvidenceWrite);
        }

        return all;
    }
}
