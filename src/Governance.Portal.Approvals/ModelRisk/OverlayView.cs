using Governance.Domain.ModelRisk;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>An overlay or a limitation of a model.</summary>
public sealed record OverlayView
{
    public required OverlayId Id { get; init; }

    public required string Model { get; init; }

    public required OverlayKind Kind { get; init; }

    public required OverlayState State { get; init; }

    public required string? Text { get; init; }

    public required DateOnly Since { get; init; }

    public required DateOnly ReviewOn { get; init; }

    /// <summary>True when its review is overdue.</summary>
    public required bool Overdue { get; init; }

    /// <summary>Printed name of the person accountable for it.</summary>
    public required string Owner { get; init; }

    public required string ProposedBy { get; init; }

    public required string? ApprovedBy { get; init; }

    public required DateTimeOffset? ApprovedAt { get; init; }

    public required string? EndReason { get; init; }

    public required DateTimeOffset? EndedAt { get; init; }

    internal static OverlayView Of(ModelOverlay overlay, DateOnly today) =>
        new()
        {
            Id = overlay.Id,
            Model = overlay.Model,
            Kind = overlay.Kind,
            State = overlay.State,
            Text = overlay.Text.Text,
            Since = overlay.Since,
            ReviewOn = overlay.ReviewOn,
            Overdue = overlay.State is not OverlayState.Ended && overlay.ReviewOn < today,
            Owner = overlay.OwnerName,
            ProposedBy = overlay.ProposedByName,
            ApprovedBy = overlay.ApprovedByName,
            ApprovedAt = overlay.ApprovedAt,
            EndReason = overlay.EndReason?.Text,
            EndedAt = overlay.EndedAt,
        };
}
