using Governance.Domain.Risks;
using Governance.Domain.Systems;
using Governance.Domain.Threats;

namespace Governance.Portal.Operations.Risks.ThreatModels;

/// <summary>A data flow.</summary>
/// <param name="Key">Its key.</param>
/// <param name="From">Key of the component it comes from.</param>
/// <param name="To">Key of the component it goes to.</param>
/// <param name="Data">Data that flows.</param>
/// <param name="Sensitivity">How sensitive it is.</param>
/// <param name="CrossesBoundary">True if it crosses a trust boundary.</param>
public sealed record DataFlowView(string Key, string From, string To, string Data, DataSensitivity Sensitivity, bool CrossesBoundary);

/// <summary>A decision on a threat.</summary>
/// <param name="Kind">What was decided.</param>
/// <param name="Reason">How the threat is dealt with, or why.</param>
/// <param name="Risk">The risk of the register.</param>
/// <param name="By">Printed name of the person who decided.</param>
/// <param name="At">When it was decided.</param>
/// <param name="IsCurrent">False if its basis has changed and it must be confirmed.</param>
public sealed record ThreatDecisionView(
    ThreatDecisionKind Kind,
    string Reason,
    ThreatRiskView? Risk,
    string By,
    DateTimeOffset At,
    bool IsCurrent
);

/// <summary>The risk that a decision names.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="State">Whether the risk is open.</param>
/// <param name="IsAccepted">True while it is accepted.</param>
public sealed record ThreatRiskView(RiskId Id, string Title, RiskState State, bool IsAccepted);

/// <summary>A threat that the rules suggest.</summary>
/// <param name="Id">Its id, which decisions name.</param>
/// <param name="Title">Short title.</param>
/// <param name="Why">What may happen.</param>
/// <param name="Element">Key of the component or flow that it is about.</param>
/// <param name="ElementName">The component's name, or both ends of the flow.</param>
/// <param name="Category">Category of the taxonomy.</param>
/// <param name="Items">The corresponding items of frameworks.</param>
/// <param name="Mitigations">Usual mitigations.</param>
/// <param name="Decision">The decision; null while there is none.</param>
public sealed record ThreatView(
    string Id,
    string Title,
    string Why,
    string Element,
    string ElementName,
    RiskCategory Category,
    IReadOnlyList<string> Items,
    IReadOnlyList<string> Mitigations,
    ThreatDecisionView? Decision
)
{
    /// <summary>True while it is to be decided, or its decision to be confirmed.</summary>
    public bool IsOpen => Decision is not { IsCurrent: true };
}

/// <summary>A decision on a threat that is no longer suggested.</summary>
/// <param name="Threat">Id of the threat.</param>
/// <param name="Decision">The decision.</param>
public sealed record KeptDecisionView(string Threat, ThreatDecisionView Decision);

/// <summary>An open point.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Text">What must be done.</param>
/// <param name="Threat">The threat that it is about.</param>
/// <param name="Owner">Name of the person responsible for it.</param>
/// <param name="DueOn">The due date.</param>
/// <param name="IsOverdue">True if it is open and past its due date.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="DoneBy">Printed name of the person who closed it.</param>
/// <param name="DoneAt">When it was closed.</param>
public sealed record ThreatPointView(
    int Number,
    string Text,
    string? Threat,
    string Owner,
    DateOnly DueOn,
    bool IsOverdue,
    string? Outcome,
    string? DoneBy,
    DateTimeOffset? DoneAt
);

/// <summary>A version of the threat model.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Id">Its id.</param>
/// <param name="State">State of the version.</param>
/// <param name="ChangedAt">When it was last changed.</param>
/// <param name="SubmittedBy">Who submitted it.</param>
/// <param name="ReviewedBy">Who reviewed it.</param>
/// <param name="ReviewedAt">When it was reviewed.</param>
public sealed record ThreatModelVersionView(
    int Number,
    ThreatModelId Id,
    ThreatModelState State,
    DateTimeOffset ChangedAt,
    string? SubmittedBy,
    string? ReviewedBy,
    DateTimeOffset? ReviewedAt
);

/// <summary>A version of a system's threat model.</summary>
public sealed record ThreatModelView
{
    /// <summary>Its id.</summary>
    public required ThreatModelId Id { get; init; }

    /// <summary>The system.</summary>
    public required SystemId System { get; init; }

    /// <summary>The system's name.</summary>
    public required string SystemName { get; init; }

    /// <summary>Number of the version within the system, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>State of the version.</summary>
    public required ThreatModelState State { get; init; }

    /// <summary>Trust boundaries.</summary>
    public required IReadOnlyList<TrustBoundary> Boundaries { get; init; }

    /// <summary>Components.</summary>
    public required IReadOnlyList<ThreatComponent> Components { get; init; }

    /// <summary>Data flows.</summary>
    public required IReadOnlyList<DataFlowView> Flows { get; init; }

    /// <summary>Threats that the rules suggest, in order.</summary>
    public required IReadOnlyList<ThreatView> Threats { get; init; }

    /// <summary>Decisions on threats that are no longer suggested.</summary>
    public required IReadOnlyList<KeptDecisionView> Kept { get; init; }

    /// <summary>Points, open ones first.</summary>
    public required IReadOnlyList<ThreatPointView> Points { get; init; }

    /// <summary>Every version, newest first.</summary>
    public required IReadOnlyList<ThreatModelVersionView> Versions { get; init; }

    /// <summary>Number of threats still to be decided.</summary>
    public required int Undecided { get; init; }

    /// <summary>Edition of the rules that apply now.</summary>
    public required string Rules { get; init; }

    /// <summary>Edition of the rules under which it was submitted.</summary>
    public string? SubmittedRules { get; init; }

    /// <summary>Digest of what was submitted; a review names it.</summary>
    public string? ContentSha256 { get; init; }

    /// <summary>When it was submitted.</summary>
    public DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>Who submitted it.</summary>
    public string? SubmittedBy { get; init; }

    /// <summary>When it was last approved or returned.</summary>
    public DateTimeOffset? ReviewedAt { get; init; }

    /// <summary>Who reviewed it.</summary>
    public string? ReviewedBy { get; init; }

    /// <summary>The reviewer's comment.</summary>
    public string? Review { get; init; }

    /// <summary>Increases with every change; also the ETag.</summary>
    public required int Revision { get; init; }

    /// <summary>True for the newest version.</summary>
    public bool IsNewest => Versions.Count == 0 || Versions[0].Number == Number;

    /// <summary>The drawing.</summary>
    internal SystemDrawing Drawing =>
        new(Boundaries, Components, [.. Flows.Select(f => new DataFlow(f.Key, f.From, f.To, f.Data, f.Sensitivity))]);

    /// <summary>What people read for a component or a flow.</summary>
    internal static string NameOf(SystemDrawing drawing, string element) =>
        drawing.Component(element)?.Name
        ?? (
            drawing.Flows.FirstOrDefault(f => f.Key == element) is { } flow
                ? $"{drawing.Component(flow.From)?.Name} → {drawing.Component(flow.To)?.Name}"
                : element
        );
}
