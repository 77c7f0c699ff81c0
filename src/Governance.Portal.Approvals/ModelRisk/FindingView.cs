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

    /// <summary>Printed name of who puts it right.</summary>
    public required string Owner { get; init; }

    public required DateOnly DueOn { get; init; }

    public required FindingState State { get; init; }

    public required bool Overdue { get; init; }

    /// <summary>Printed name of who raised it.</summary>
    public required string RaisedBy { get; init; }

    public required DateTimeOffset RaisedAt { get; init; }

    /// <summary>What shows that it was put right.</summary>
    public required string? Evidence { get; init; }

    /// <summary>What was done.</summary>
    public required string? Closure { get; init; }

    /// <summary>Printed name of who closed it.</summary>
    public required string? ClosedBy { get; init; }

    public required DateTimeOffset? ClosedAt { get; init; }

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
        };
}
