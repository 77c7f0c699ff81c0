using Governance.Domain.ModelRisk;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>A finding of a validation.</summary>
public sealed record FindingView
{
    public required FindingId Id { get; init; }

    public required ValidationId Validation { get; init; }

    public required string Model { get; init; }

    public required string Version { get; init; }

    public required FindingSeverity Severity { get; init; }

    public required string? Text { get; init; }

    /// <summary>Printed name of the finding's owner.</summary>
    public required string Owner { get; init; }

    public required DateOnly DueOn { get; init; }

    public required FindingState State { get; init; }

    public required bool Overdue { get; init; }

    /// <summary>Printed name of the person who raised it.</summary>
    public required string RaisedBy { get; init; }

    public required DateTimeOffset RaisedAt { get; init; }

    /// <summary>Proof that it was resolved.</summary>
    public required string? Evidence { get; init; }

    /// <summary>What was done.</summary>
    public required string? Closure { get; init; }

    /// <summary>Printed name of the person who closed it.</summary>
    public required string? ClosedBy { get; init; }

    public required DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Changes of its due date, in order, including one that is waiting for a second person.</summary>
    public required IReadOnlyList<FindingExtensionView> Extensions { get; init; }

    internal static FindingView Of(ValidationFinding finding, DateTimeOffset now) =>
        new()
        {
            Id = finding.Id,
            Validation = finding.Validation,
            Model = finding.Model,
            Version = finding.Version,
            Severity = finding.Severity,
            Text = finding.Text.Text,
            Owner = finding.OwnerName,
            DueOn = finding.DueOn,
            State = finding.State,
            Overdue = finding.IsOverdue(now),
            RaisedBy = finding.RaisedByName,
            RaisedAt = finding.RaisedAt,
            Evidence = finding.Evidence,
            Closure = finding.Closure?.Text,
            ClosedBy = finding.ClosedByName,
            ClosedAt = finding.ClosedAt,
            Extensions = [.. finding.Extensions.OrderBy(e => e.Number).Select(FindingExtensionView.Of)],
        };
}

/// <summary>A change of a finding's due date, or a request for one.</summary>
/// <param name="Before">The due date before.</param>
/// <param name="DueOn">The new due date.</param>
/// <param name="Reason">The reason; null once erased.</param>
/// <param name="By">Printed name of the person who changed the date or requested it.</param>
/// <param name="At">Time of the change or request.</param>
/// <param name="State">Whether the new date applies.</param>
/// <param name="DecidedBy">Printed name of the second person.</param>
/// <param name="DecidedAt">When the second person decided.</param>
public sealed record FindingExtensionView(
    DateOnly Before,
    DateOnly DueOn,
    string? Reason,
    string By,
    DateTimeOffset At,
    ExtensionState State,
    string? DecidedBy,
    DateTimeOffset? DecidedAt
)
{
    internal static FindingExtensionView Of(FindingExtension extension) =>
        new(
            extension.Before,
            extension.DueOn,
            extension.Reason.Text,
            extension.ByName,
            extension.At,
            extension.State,
            extension.DecidedByName,
            extension.DecidedAt
        );
}
