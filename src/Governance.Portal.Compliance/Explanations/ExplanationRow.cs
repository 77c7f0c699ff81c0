using Governance.Domain.Explanations;
using Governance.Domain.Reports;

namespace Governance.Portal.Compliance.Explanations;

/// <summary>A request for the explanation of a decision, in a list.</summary>
public record ExplanationRow
{
    public required ExplanationRequestId Id { get; init; }

    /// <summary>Reference by which the organisation knows the person; null once erased.</summary>
    public required string? PersonReference { get; init; }

    /// <summary>The sender's id of the decision.</summary>
    public required string Decision { get; init; }

    public required DateTimeOffset DecisionTime { get; init; }

    public required string Model { get; init; }

    public required string Version { get; init; }

    /// <summary>When the request arrived.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When the answer is due.</summary>
    public required DateTimeOffset Due { get; init; }

    public required ExplanationState State { get; init; }

    /// <summary>True while an answer is due and late.</summary>
    public required bool Overdue { get; init; }

    /// <summary>When it was answered, declined or withdrawn.</summary>
    public required DateTimeOffset? ClosedAt { get; init; }
}

/// <summary>A request for the explanation of a decision, with what was answered.</summary>
public sealed record ExplanationRequestView : ExplanationRow
{
    /// <summary>
    /// Whether a system with this model is signed as high-risk under Annex III: Art. 86 gives the right to an explanation for decisions of
    /// these. Null where it was not looked up.
    /// </summary>
    public bool? Article86Applies { get; init; }

    /// <summary>Language of the answer.</summary>
    public required string Language { get; init; }

    /// <summary>Printed name of the person who recorded it.</summary>
    public required string RecordedBy { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>The explanation; null until one is written, and once erased.</summary>
    public required string? Text { get; init; }

    /// <summary>Salted digest of the explanation, which a review names.</summary>
    public required string? TextSha256 { get; init; }

    /// <summary>Digest of the recorded facts on which it is based.</summary>
    public required string? FactsSha256 { get; init; }

    /// <summary>Printed name of the last author.</summary>
    public required string? DraftedBy { get; init; }

    public required DateTimeOffset? DraftedAt { get; init; }

    /// <summary>Why the reviewer returned it; null once it has been written again.</summary>
    public required string? Returned { get; init; }

    /// <summary>Printed name of the reviewer.</summary>
    public required string? ReviewedBy { get; init; }

    public required DateTimeOffset? ReviewedAt { get; init; }

    /// <summary>How the answer was sent.</summary>
    public required AnswerChannel? Via { get; init; }

    /// <summary>The report that was sent.</summary>
    public required ReportId? Letter { get; init; }

    /// <summary>Why no explanation is owed.</summary>
    public required DeclineGround? Ground { get; init; }

    /// <summary>The ground in words; null once erased.</summary>
    public required string? Reason { get; init; }

    /// <summary>Printed name of the person who answered, declined or recorded the withdrawal.</summary>
    public required string? ClosedBy { get; init; }

    /// <summary>When the person's data was erased.</summary>
    public required DateTimeOffset? ErasedAt { get; init; }

    internal static ExplanationRequestView Of(ExplanationRequest request, DateTimeOffset now) =>
        new()
        {
            Id = request.Id,
            PersonReference = request.Person.Text,
            Decision = request.DecisionId,
            DecisionTime = request.DecisionTime,
            Model = request.Model,
            Version = request.Version,
            ReceivedAt = request.ReceivedAt,
            Due = request.DueAt,
            State = request.State,
            Overdue = request.IsOverdue(now),
            ClosedAt = request.ClosedAt,
            Language = request.Language,
            RecordedBy = request.RecordedByName,
            RecordedAt = request.RecordedAt,
            Text = request.Text?.Text,
            TextSha256 = request.Text?.Sha256,
            FactsSha256 = request.FactsSha256,
            DraftedBy = request.DraftedByName,
            DraftedAt = request.DraftedAt,
            Returned = request.Returned?.Text,
            ReviewedBy = request.ReviewedByName,
            ReviewedAt = request.ReviewedAt,
            Via = request.Via,
            Letter = request.Letter,
            Ground = request.Ground,
            Reason = request.Declined?.Text,
            ClosedBy = request.ClosedByName,
            ErasedAt = request.ErasedAt,
        };
}
