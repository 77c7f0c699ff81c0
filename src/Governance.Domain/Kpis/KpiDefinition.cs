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
/// <param name="Reads">The permission its records ask for: everyone sees the figure, not what is behind it.</param>
public sealed record KpiDefinition(
    Kpi Id,
    string Name,
    string Unit,
    bool? LowerIsBetter,
    string Formula,
    string Source,
    string Owner,
    Permission Reads
)
{
    /// <summary>All of them, in the order in which they are shown.</summary>
    public static IReadOnlyList<KpiDefinition> All { get; } =
    [
        new(
            Kpi.DeploymentVelocity,
            "Deployment velocity",
            "per month",
            false,
            "Deployments to production started in the period, × 30 ÷ days of the period. Rollbacks do not count.",
            "Deployments",
            "Model owner",
            Permission.ReadRegistry
        ),
        new(
            Kpi.ChangeFailureRate,
            "Change failure rate",
            "%",
            true,
            "Share of the deployments to production started in the period that were rolled back before its end.",
            "Deployments",
            "Model owner",
            Permission.ReadRegistry
        ),
        new(
            Kpi.TimeToRemediate,
            "Time to remediate",
            "days median",
            true,
            "Median days over what was remedied in the period: from planning a remediation step to its end, and "
                + "from opening an incident to closing it. Drills do not count.",
            "Remediation plans of the risk register, incidents",
            "Risk officer",
            Permission.ReadRisks
        ),
        new(
            Kpi.ApprovalTime,
            "Approval time",
            "h median",
            true,
            "Median hours from a request for production to its approval, over the approvals given in the period. "
                + "Emergency overrides do not count.",
            "Approvals",
            "Risk officer",
            Permission.ReadApprovals
        ),
        new(
            Kpi.ComplianceScore,
            "Compliance score",
            "of 100",
            false,
            "Own obligations in force, across all AI systems with a signed classification: an obligation that is met counts 1, one "
                + "partly met ½, weighted by the highest fine for a breach: 3 from EUR 35 million, 2 from EUR 15 million, 1 for all "
                + "others. It shows how far the work has progressed, not that a law is complied with.",
            "Obligations",
            "Compliance",
            Permission.ReadCompliance
        ),
        new(
            Kpi.OpenRisks,
            "Open risks",
            "",
            true,
            "Risks of the register that are open at the end of the period.",
            "Risk register",
            "Risk officer",
            Permission.ReadRisks
        ),
        new(
            Kpi.ModelsDrifting,
            "Models drifting",
            "",
            true,
            "Models whose version in use has an open drift alert at level Alert (major drift) at the end of "
                + "the period. The version in use is the one in production; for a model without one, any version "
                + "counts.",
            "Alerts",
            "Model owner",
            Permission.ReadMonitoring
        ),
        new(
            Kpi.OpenIncidents,
            "Incidents",
            "open",
            true,
            "Incidents opened by the end of the period and not closed by then. Drills do not count.",
            "Incidents",
            "Risk officer",
            Permission.ReadIncidents
        ),
        new(
            Kpi.AuditCoverage,
            "Audit coverage",
            "%",
            false,
            "Mean over the models in production at the end of the period: decisions in the log as a share of the decisions served. "
                + "Decisions served are taken from the model's counter (the figure “served decisions”), otherwise from the rows of its "
                + "monitoring windows, each compared with the log of the same version and time, otherwise from the rate declared for "
                + "it. For a model without any of these, the share is unknown, and the model is left out.",
            "Decision log, counters, monitoring windows, declared rates",
            "Auditor",
            Permission.ReadRegistry
        ),
        new(
            Kpi.RisksAboveAppetite,
            "Risks above appetite",
            "",
            true,
            "Risks open at the end of the period whose residual score is above today's risk appetite: the one signed for their AI system, "
                + "otherwise the setting Risks__Appetite.",
            "Versions of the risk register",
            "Risk officer",
            Permission.ReadRisks
        ),
        new(
            Kpi.ResidualRisk,
            "Residual risk",
            "points",
            true,
            "Sum of the residual scores of the risks open at the end of the period. A risk that is not "
                + "assessed has no residual score and adds nothing.",
            "Versions of the risk register",
            "Risk officer",
            Permission.ReadRisks
        ),
        new(
            Kpi.RefusedAttempts,
            "Refused attempts",
            "",
            true,
            "Entries of the audit log in the period that record a refused attempt; refused sign-ins are counted "
                + "separately. For one model: attempts on it or on its versions.",
            "Audit log",
            "Security approver",
            Permission.ReadAudit
        ),
        new(
            Kpi.RefusedSignIns,
            "Refused sign-ins",
            "",
            true,
            "Entries of the audit log in the period that record a refused sign-in. They belong to no model.",
            "Audit log",
            "Security approver",
            Permission.ReadAudit
        ),
        new(
            Kpi.FailedVerifications,
            "Failed verifications",
            "",
            true,
            "Verifications of the audit log that found a problem, counted by day (UTC) of the period; stored files found altered or "
                + "missing; signatures of artifacts that were refused. For one model: its files and signatures only.",
            "Counts of log verifications, audit log",
            "Security approver",
            Permission.ReadAudit
        ),
        new(
            Kpi.PromptInjections,
            "Prompt injections",
            "",
            true,
            "Alerts raised in the period because more attacks of a prompt-injection suite succeeded than the monitor allows.",
            "Alerts from evaluations",
            "Security approver",
            Permission.ReadMonitoring
        ),
        new(
            Kpi.Leaks,
            "Leaks",
            "",
            true,
            "Alerts raised in the period by the live checks of decisions: personal data or a secret in an output.",
            "Alerts from live checks",
            "Security approver",
            Permission.ReadMonitoring
        ),
        new(
            Kpi.LateExplanations,
            "Late explanations",
            "%",
            true,
            "Share of the explanation requests (Art. 86) with an answer due in the period that were neither answered nor declined by then. "
                + "Withdrawn requests do not count.",
            "Explanation requests",
            "Compliance",
            Permission.ReadExplanations
        ),
    ];

    /// <summary>The definition of a figure.</summary>
    public static KpiDefinition Of(Kpi id) => All.First(d => d.Id == id);

    /// <summary>Weight of an obligation by the fines for its breach.</summary>
    /// <param name="tier">The tier of fines; null when the law's data names none.</param>
    public static double WeightOf(PenaltyTier? tier) =>
        tier?.MaxEur switch
        {
            >= 35_000_000 => 3,
            >= 15_000_000 => 2,
            _ => 1,
        };
}
