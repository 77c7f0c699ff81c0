using Governance.Domain.Compliance;
using Governance.Domain.Identity;

namespace Governance.Domain.Kpis;

/// <summary>What a key figure means, in words for the person who is shown it.</summary>
/// <param name="Id">Which.</param>
/// <param name="Name">Its name.</param>
/// <param name="Unit">Its unit, as it stands after the number.</param>
/// <param name="LowerIsBetter">True when less is better; null when neither is.</param>
/// <param name="Formula">How it is computed.</param>
/// <param name="Source">From which records.</param>
/// <param name="Owner">The role that answers for it.</param>
/// <param name="Reads">The permission its records ask for: everybody sees the figure, not what is behind it.</param>
public sealed record KpiDefinition(Kpi Id, string Name, string Unit, bool? LowerIsBetter, string Formula, string Source, string Owner, Permission Reads)
{
    /// <summary>All of them, in the order in which they are shown.</summary>
    public static IReadOnlyList<KpiDefinition> All { get; } =
    [
        new(Kpi.DeploymentVelocity, "Deployment velocity", "per month", false,
            "Deployments to production begun in the period, × 30 ÷ days of the period. Roll-backs do not count.", "Deployments", "Model owner", Permission.ReadRegistry),
        new(Kpi.ChangeFailureRate, "Change failure rate", "%", true,
            "Of the deployments to production begun in the period, those that a roll-back ended before its end.", "Deployments", "Model owner", Permission.ReadRegistry),
        new(Kpi.TimeToRemediate, "Time to remediate", "days median", true,
            "Median days over what was remedied in the period: from planning a remediation step to its end, and from opening an incident to closing it. Drills do not count.", "Remediation plans of the risk register, incidents", "Risk officer", Permission.ReadRisks),
        new(Kpi.ApprovalTime, "Approval time", "h median", true,
            "Median hours from a request for production to its approval, over the approvals given in the period. Emergency overrides do not count.", "Approvals", "Risk officer", Permission.ReadApprovals),
        new(Kpi.ComplianceScore, "Compliance score", "of 100", false,
            "Own obligations in force of all AI systems with a signed classification: met counts 1, partly met ½, weighted by the highest fine for a breach: 3 from EUR 35 million, 2 from EUR 15 million, 1 for all others. It says how far the work is, not that a law is complied with.",
            "Obligations", "Compliance", Permission.ReadCompliance),
        new(Kpi.OpenRisks, "Open risks", "", true, "Risks of the register that are open at the end of the period.", "Risk register", "Risk officer", Permission.ReadRisks),
        new(Kpi.ModelsDrifting, "Models drifting", "", true,
            "Models with an open drift alert of the level alert (a major drift) at the end of the period.", "Alerts", "Model owner", Permission.ReadMonitoring),
        new(Kpi.OpenIncidents, "Incidents", "open", true, "Incidents opened by the end of the period and not closed by then. Drills do not count.", "Incidents", "Risk officer", Permission.ReadIncidents),
        new(Kpi.AuditCoverage, "Audit coverage", "%", false,
            "Of the models in production at the end of the period, those with at least one decision in the log that was made in it.", "Decision log", "Auditor", Permission.ReadRegistry),
    ];

    /// <summary>The definition of a figure.</summary>
    public static KpiDefinition Of(Kpi id) => All.First(d => d.Id == id);

    /// <summary>Weight of an obligation by the fines for its breach.</summary>
    /// <param name="tier">The tier of fines; null when the law's data names none.</param>
    public static double WeightOf(PenaltyTier? tier) => tier?.MaxEur switch
    {
        >= 35_000_000 => 3,
        >= 15_000_000 => 2,
        _ => 1,
    };
}
