using Governance.Domain.Identity;

namespace Governance.Portal.Administration.Admin;

/// <summary>What the scopes of API keys allow, in words.</summary>
internal static class ScopeLabels
{
    private static readonly Dictionary<string, string> s_words = new(StringComparer.Ordinal)
    {
        [Scopes.RegistryRead] = "Read models, versions, promotions and deployments",
        [Scopes.RegistryWrite] = "Register models and versions, file evidence, request promotions, record deployments",
        [Scopes.EvidenceWrite] = "File evidence",
        [Scopes.GateRead] = "Check the deployment gate",
        [Scopes.DecisionsRead] = "Read AI decisions",
        [Scopes.DecisionsWrite] = "Send AI decisions",
        [Scopes.AgentsDecide] = "Ask whether an agent may call a tool",
        [Scopes.TracesWrite] = "Send spans that report what agents did",
        [Scopes.DiscoveryWrite] = "Report findings of scans for unregistered AI",
        [Scopes.MonitoringRead] = "Read monitoring results and alerts",
        [Scopes.MonitoringWrite] = "Upload monitoring windows and labels",
        [Scopes.AlertsWrite] = "Send alerts from other monitoring tools",
        [Scopes.LineageWrite] = "Send lineage events",
        [Scopes.RegistersRead] = "Read risks, AI systems, incidents and obligations",
        [Scopes.RegistersWrite] = "Change risks, AI systems, incidents and obligations",
        [Scopes.AuditRead] = "Read the audit log",
        [Scopes.ReportsRead] = "Download reports",
        [Scopes.ReportsWrite] = "Create reports",
        [Scopes.Admin] = "Read accounts and keys",
    };

    /// <summary>What this scope allows.</summary>
    public static string Of(string scope) => s_words[scope];
}
