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
    public const string ApprovalsOpen = "approvals.open";
    public const string ApprovalsOverdue = "approvals.overdue";
    public const string AlertsOpen = "alerts.open";
    public const string AlertsMajor = "alerts.major";
    public const string ModelsDrifting = "alerts.models-drifting";
    public const string IncidentsOpen = "incidents.open";
    public const string RisksOpen = "risks.open";
    public const string RisksAboveAppetite = "risks.above-appetite";
    public const string RisksResidual = "risks.residual";
    public const string PostureIn = "posture.in";
    public const string PostureWarning = "posture.warning";
    public const string PostureOut = "posture.out";
    public const string PostureWaiting = "posture.waiting";
    public const string ObligationsMet = "obligations.met";
    public const string ObligationsPartial = "obligations.partial";
    public const string ObligationsMissing = "obligations.missing";
    public const string ObligationsOverdue = "obligations.overdue";
    public const string ObligationsReview = "obligations.needs-review";
    public const string ObligationsUpcoming = "obligations.upcoming";
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
        new(AlertsMajor, "Alerts and incidents", "Open alerts of level alert"),
        new(ModelsDrifting, "Alerts and incidents", "Models drifting"),
        new(IncidentsOpen, "Alerts and incidents", "Open incidents"),
        new(RisksOpen, "Risks", "Open"),
        new(RisksAboveAppetite, "Risks", "Above appetite"),
        new(RisksResidual, "Risks", "Sum of residual scores"),
        new(PostureIn, "Deployments in production", "In policy"),
        new(PostureWarning, "Deployments in production", "Warning"),
        new(PostureOut, "Deployments in production", "Out of policy"),
        new(PostureWaiting, "Deployments in production", "Not judged yet"),
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
