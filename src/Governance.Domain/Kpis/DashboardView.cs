using Governance.Domain.Identity;

namespace Governance.Domain.Kpis;

/// <summary>A dashboard: which figures are shown together, and for whom.</summary>
public enum DashboardView
{
    /// <summary>The whole programme.</summary>
    Programme,

    /// <summary>What the organisation is exposed to, by model.</summary>
    Risk,

    /// <summary>What was tried and what was found.</summary>
    Security,

    /// <summary>Whether the programme delivers, in few numbers.</summary>
    Sponsor,
}

/// <summary>What dashboards show.</summary>
public static class DashboardViews
{
    /// <summary>Its name.</summary>
    public static string Title(DashboardView view) =>
        view switch
        {
            DashboardView.Programme => "Programme",
            DashboardView.Risk => "Risk",
            DashboardView.Security => "Security",
            DashboardView.Sponsor => "Sponsor",
        };

    /// <summary>Its figures, in the order in which they are shown.</summary>
    public static IReadOnlyList<Kpi> Figures(DashboardView view) =>
        view switch
        {
            DashboardView.Programme =>
            [
                Kpi.DeploymentVelocity,
                Kpi.ChangeFailureRate,
                Kpi.TimeToRemediate,
                Kpi.ApprovalTime,
                Kpi.ComplianceScore,
                Kpi.OpenRisks,
                Kpi.ModelsDrifting,
                Kpi.OpenIncidents,
                Kpi.AuditCoverage,
            ],
            DashboardView.Risk =>
            [
                Kpi.ResidualRisk,
                Kpi.RisksAboveAppetite,
                Kpi.OpenRisks,
                Kpi.TimeToRemediate,
                Kpi.ModelsDrifting,
                Kpi.OpenIncidents,
                Kpi.LateExplanations,
            ],
            DashboardView.Security =>
            [
                Kpi.RefusedAttempts,
                Kpi.RefusedSignIns,
                Kpi.FailedVerifications,
                Kpi.PromptInjections,
                Kpi.Leaks,
                Kpi.OpenIncidents,
            ],
            DashboardView.Sponsor =>
            [
                Kpi.DeploymentVelocity,
                Kpi.ChangeFailureRate,
                Kpi.TimeToRemediate,
                Kpi.ApprovalTime,
                Kpi.ComplianceScore,
                Kpi.AuditCoverage,
                Kpi.ModelsDrifting,
                Kpi.OpenIncidents,
            ],
        };

    /// <summary>The dashboard a role sees first; null for those whose work waits in a queue.</summary>
    public static DashboardView? Of(string? role) =>
        role switch
        {
            Roles.RiskOfficer => DashboardView.Risk,
            Roles.SecurityReviewer => DashboardView.Security,
            Roles.Sponsor => DashboardView.Sponsor,
            Roles.Auditor => DashboardView.Programme,
            _ => null,
        };
}
