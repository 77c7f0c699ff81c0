using Governance.Domain.Models;

namespace Governance.Domain.Kpis;

/// <summary>
/// A figure that a holding sums over its installations: a count of what is on record at one instant. What cannot be added up (a median, a
/// share) is none.
/// </summary>
/// <param name="Key">As files for programs write it.</param>
/// <param name="Part">The heading it stands under.</param>
/// <param name="Name">Its name there.</param>
public sealed record GroupFigure(string Key, string Part, string Name)
{
    /// <summary>Requests that wait for sign-offs or for their gate.</summary>
    public const string ApprovalsOpen = "approvals.open";

    /// <summary>Those of them whose day has passed.</summary>
    public const string ApprovalsOverdue = "approvals.overdue";

    /// <summary>Alerts that are open or acknowledged.</summary>
    public const string AlertsOpen = "alerts.open";

    /// <summary>Those of them of level alert.</summary>
    public const string AlertsMajor = "alerts.major";

    /// <summary>Models whose version in use has an open drift alert of level alert.</summary>
    public const string ModelsDrifting = "alerts.models-drifting";

    /// <summary>Incidents that are not closed, drills aside.</summary>
    public const string IncidentsOpen = "incidents.open";

    /// <summary>Open risks of the register.</summary>
    public const string RisksOpen = "risks.open";

    /// <summary>Those of them whose residual score is above the appetite they are judged by.</summary>
    public const string RisksAboveAppetite = "risks.above-appetite";

    /// <summary>Sum of the residual scores of the open risks that were assessed.</summary>
    public const string RisksResidual = "risks.residual";

    /// <summary>Deployments in production that are in policy.</summary>
    public const string PostureIn = "posture.in";

    /// <summary>Those with rules that fail and do not block.</summary>
    public const string PostureWarning = "posture.warning";

    /// <summary>Those out of policy.</summary>
    public const string PostureOut = "posture.out";

    /// <summary>Those that are not judged yet.</summary>
    public const string PostureWaiting = "posture.waiting";

    /// <summary>Own obligations that are met.</summary>
    public const string ObligationsMet = "obligations.met";

    /// <summary>Own obligations that are partly met.</summary>
    public const string ObligationsPartial = "obligations.partial";

    /// <summary>Own obligations in application that are not met, overdue ones too.</summary>
    public const string ObligationsMissing = "obligations.missing";

    /// <summary>Those of them whose deadline has passed.</summary>
    public const string ObligationsOverdue = "obligations.overdue";

    /// <summary>Own obligations that were met on something that has changed.</summary>
    public const string ObligationsReview = "obligations.needs-review";

    /// <summary>Own obligations that apply from a later day.</summary>
    public const string ObligationsUpcoming = "obligations.upcoming";

    /// <summary>Own obligations that the law holds back without a day.</summary>
    public const string ObligationsSuspended = "obligations.suspended";

    private const string Unclassified = "unclassified";

    /// <summary>The form of the document that holds them.</summary>
    public const string Schema = "governance.group-figures/v1";

    /// <summary>The kind of report that is that document.</summary>
    public const string ReportKind = "group-figures";

    /// <summary>All of them, in the order in which they are shown.</summary>
    public static IReadOnlyList<GroupFigure> All { get; } =
    [
        .. Models(Stage.Production, "Models in production"),
        .. Models(Stage.Staging, "Models in staging"),
        .. Models(Stage.Development, "Models in development"),
        .. Models(Stage.Retired, "Retired models"),
        new(ApprovalsOpen, "Approvals", "Open"),
        new(ApprovalsOverdue, "Approvals", "Overdue"),
        new(AlertsOpen, "Alerts and incidents", "Open alerts"),
        new(AlertsMajor, "Alerts and incidents", "Open alerts at level Alert"),
        new(ModelsDrifting, "Alerts and incidents", "Models drifting"),
        new(IncidentsOpen, "Alerts and incidents", "Incidents not closed"),
        new(RisksOpen, "Risks", "Open"),
        new(RisksAboveAppetite, "Risks", "Above appetite"),
        new(RisksResidual, "Risks", "Sum of residual scores"),
        new(PostureIn, "Deployments in production", "In policy"),
        new(PostureWarning, "Deployments in production", "Warning"),
        new(PostureOut, "Deployments in production", "Out of policy"),
        new(PostureWaiting, "Deployments in production", "Not evaluated yet"),
        new(ObligationsMet, "Obligations", "Met"),
        new(ObligationsPartial, "Obligations", "Partial"),
        new(ObligationsMissing, "Obligations", "Missing"),
        new(ObligationsOverdue, "Obligations", "Missing and overdue"),
        new(ObligationsReview, "Obligations", "Needs review"),
        new(ObligationsUpcoming, "Obligations", "Upcoming"),
        new(ObligationsSuspended, "Obligations", "Suspended"),
    ];

    /// <summary>The key of the models of a stage and a class; null for those no one has classified.</summary>
    public static string OfModels(Stage stage, RiskClass? risk) =>
        $"models.{WireName.Of(stage)}.{(risk is { } known ? WireName.Of(known) : Unclassified)}";

    private static IEnumerable<GroupFigure> Models(Stage stage, string part) =>
        [
            new(OfModels(stage, RiskClass.Minimal), part, "Minimal"),
            new(OfModels(stage, RiskClass.Limited), part, "Limited"),
            new(OfModels(stage, RiskClass.High), part, "High"),
            new(OfModels(stage, RiskClass.Prohibited), part, "Prohibited"),
            new(OfModels(stage, null), part, "Not classified"),
        ];
}
