using Governance.Domain;
using Governance.Domain.Compliance;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Compliance.Compliance;

/// <summary>A result under the names other programs rely on.</summary>
/// <param name="Headline">The class named first; null while there is none.</param>
/// <param name="Classes">All classes; several can apply.</param>
/// <param name="Subpoints">Practices, acts, uses, conditions and cases that apply.</param>
/// <param name="Roles">Roles of the organisation.</param>
/// <param name="Flags">Flags that are set.</param>
/// <param name="Next">The first question without an answer; null when complete.</param>
/// <param name="LegalBasis">Provisions that the result is based on.</param>
/// <param name="ClassDates">Date from which each class applies, before transitional rules.</param>
/// <param name="Legacy">True if Art. 111(2) applies to a high-risk class.</param>
/// <param name="Obligations">The duties.</param>
public sealed record EvaluationView(
    string? Headline,
    IReadOnlyList<string> Classes,
    IReadOnlyList<string> Subpoints,
    IReadOnlyList<string> Roles,
    IReadOnlyList<string> Flags,
    string? Next,
    IReadOnlyList<string> LegalBasis,
    IReadOnlyDictionary<string, DateOnly?> ClassDates,
    bool Legacy,
    IReadOnlyList<EvaluatedObligation> Obligations
)
{
    internal static EvaluationView Of(Classification result) =>
        new(
            result.Headline,
            result.Classes,
            result.Subpoints,
            result.Roles,
            result.Flags,
            result.Next,
            result.LegalBasis,
            result.ClassDates,
            result.Legacy,
            [.. result.Obligations.Select(o => new EvaluatedObligation(o.Id, o.AppliesFrom, o.FormalFrom, o.Own))]
        );
}

/// <summary>A duty with its dates.</summary>
/// <param name="Id">Id of the obligation.</param>
/// <param name="AppliesFrom">Planning date; null: suspended by Art. 111(2).</param>
/// <param name="FormalFrom">Date as Art. 113 says literally.</param>
/// <param name="Own">False: evidence to request.</param>
public sealed record EvaluatedObligation(string Id, DateOnly? AppliesFrom, DateOnly? FormalFrom, bool Own);

/// <summary>A version of the law that ships with the product.</summary>
/// <param name="Id">The day from which it applies.</param>
/// <param name="ValidUntil">The day before which it applied; null for the version in force.</param>
/// <param name="Regulation">Name and number.</param>
/// <param name="TextVersion">The text that the data was taken from.</param>
/// <param name="AsOf">When the data was last updated.</param>
/// <param name="Verification">How well it is confirmed.</param>
/// <param name="Sha256">Digest of the data.</param>
public sealed record LawView(
    string Id,
    DateOnly? ValidUntil,
    string Regulation,
    string TextVersion,
    DateOnly AsOf,
    string Verification,
    string Sha256
)
{
    internal static LawView Of(Law law) =>
        new(law.Id, law.ValidUntil, law.Regulation, law.TextVersion, law.AsOf, law.Verification, law.Sha256);
}

/// <summary>An assessment.</summary>
public sealed record AssessmentView
{
    /// <summary>Its id.</summary>
    public required AssessmentId Id { get; init; }

    /// <summary>The system.</summary>
    public required SystemId System { get; init; }

    /// <summary>State of the assessment.</summary>
    public required AssessmentState State { get; init; }

    /// <summary>The version of the law that the answers refer to.</summary>
    public required string Law { get; init; }

    /// <summary>False if the law data has changed since.</summary>
    public required bool LawIsCurrent { get; init; }

    /// <summary>The answers with who gave them.</summary>
    public required IReadOnlyList<StoredAnswer> Answers { get; init; }

    /// <summary>The result: as submitted, or as of today while the assessment is open.</summary>
    public required EvaluationView Result { get; init; }

    /// <summary>The date as of which the result was calculated.</summary>
    public required DateOnly JudgedOn { get; init; }

    /// <summary>Digest of answers, law and result, once submitted; a signer sends it back.</summary>
    public string? ResultSha256 { get; init; }

    /// <summary>When it was started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it was submitted.</summary>
    public DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>Who signed.</summary>
    public string? SignedByName { get; init; }

    /// <summary>When it was signed.</summary>
    public DateTimeOffset? SignedAt { get; init; }

    /// <summary>Why it was returned or must be reviewed again.</summary>
    public string? ReviewReason { get; init; }

    /// <summary>Increases with every change; also the ETag.</summary>
    public required int Revision { get; init; }
}

/// <summary>An obligation of a system in its current state.</summary>
public sealed record ObligationView
{
    /// <summary>The system.</summary>
    public required SystemId System { get; init; }

    /// <summary>Id of the obligation.</summary>
    public required string Id { get; init; }

    /// <summary>Provision.</summary>
    public required string Ref { get; init; }

    /// <summary>Title.</summary>
    public required string Title { get; init; }

    /// <summary>What it requires, in our words.</summary>
    public required string Paraphrase { get; init; }

    /// <summary>False if it is another party's obligation, whose evidence must be requested.</summary>
    public required bool Own { get; init; }

    /// <summary>Status, by its id in the shared vocabulary; null for obligations of other parties.</summary>
    public string? Status { get; init; }

    /// <summary>Planning date; null while suspended.</summary>
    public DateOnly? AppliesFrom { get; init; }

    /// <summary>Date according to the wording of Art. 113.</summary>
    public DateOnly? FormalFrom { get; init; }

    /// <summary>How certain the date is.</summary>
    public required string DateConfidence { get; init; }

    /// <summary>What to know about the date.</summary>
    public string? DateNote { get; init; }

    /// <summary>The provision that suspends it.</summary>
    public string? SuspendedBy { get; init; }

    /// <summary>Why it must be reviewed again.</summary>
    public string? ReviewReason { get; init; }

    /// <summary>Days until its acceptance ends, if that is near.</summary>
    public int? ExpiresIn { get; init; }

    /// <summary>Kinds of evidence required, with the existing evidence.</summary>
    public required IReadOnlyList<EvidenceKindView> Evidence { get; init; }

    /// <summary>What else is on record for this obligation, beyond the required kinds: not required, and not counted.</summary>
    public required IReadOnlyList<EvidenceKindView> Further { get; init; }

    /// <summary>What good evidence looks like: what a person must write or attach.</summary>
    public string? Proof { get; init; }

    /// <summary>How often it recurs.</summary>
    public string? Recurrence { get; init; }

    /// <summary>Tier of fines.</summary>
    public required string PenaltyTier { get; init; }

    /// <summary>E-mail address of the person responsible for the obligation.</summary>
    public string? Owner { get; init; }

    /// <summary>Internal deadline.</summary>
    public DateOnly? DueOn { get; init; }

    /// <summary>Who accepted the evidence.</summary>
    public string? MetByName { get; init; }

    /// <summary>When the evidence was accepted.</summary>
    public DateTimeOffset? MetAt { get; init; }

    /// <summary>When the next review is due.</summary>
    public DateOnly? NextReview { get; init; }

    /// <summary>Why it does not apply.</summary>
    public string? NotApplicableReason { get; init; }

    /// <summary>Who approved that.</summary>
    public string? NotApplicableByName { get; init; }

    internal static ObligationView Of(
        SystemStanding system,
        DutyStanding standing,
        IReadOnlyDictionary<Domain.Identity.UserId, Person> people
    )
    {
        var duty = system.Duties.GetValueOrDefault(standing.Law.Id);
        return new ObligationView
        {
            System = system.System.Id,
            Id = standing.Law.Id,
            Ref = standing.Law.Ref,
            Title = standing.Law.Title,
            Paraphrase = standing.Law.Paraphrase,
            Own = standing.Dated.Own,
            Status = standing.Dated.Own ? WireName.Of(standing.Status).Replace('-', '_') : null,
            AppliesFrom = standing.Dated.AppliesFrom,
            FormalFrom = standing.Dated.FormalFrom,
            DateConfidence = standing.Law.DateConfidence,
            DateNote = standing.Law.DateNote,
            SuspendedBy = standing.Dated.SuspendedBy,
            ReviewReason = standing.ReviewReason,
            ExpiresIn = standing.ExpiresIn,
            Evidence = [.. standing.Kinds.Select(k => new EvidenceKindView(k.Kind, k.IsCovered, k.Waived?.Reason, k.Pieces))],
            Further = [.. standing.Further.Select(k => new EvidenceKindView(k.Kind, k.IsCovered, null, k.Pieces))],
            Proof = standing.Law.Proof,
            Recurrence = standing.Law.Recurrence,
            PenaltyTier = standing.Law.PenaltyTier,
            Owner = duty?.Owner is { } owner
                ? people.TryGetValue(owner, out var person)
                    ? person.Email
                    : owner.ToString()
                : null,
            DueOn = duty?.DueOn,
            MetByName = duty?.MetByName,
            MetAt = duty?.MetAt,
            NextReview = duty?.NextReview,
            NotApplicableReason = duty?.NotApplicableReason,
            NotApplicableByName = duty?.NotApplicableByName,
        };
    }
}

/// <summary>A kind of evidence that an obligation requires.</summary>
/// <param name="Kind">Record kind.</param>
/// <param name="Covered">True if there is a current piece of evidence, or if the kind was waived.</param>
/// <param name="WaivedReason">Why it is not required.</param>
/// <param name="Pieces">The existing evidence, with its freshness.</param>
public sealed record EvidenceKindView(string Kind, bool Covered, string? WaivedReason, IReadOnlyList<EvidencePiece> Pieces);
