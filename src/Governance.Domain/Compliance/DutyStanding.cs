using System.Globalization;
using System.Text.Json.Serialization;

namespace Governance.Domain.Compliance;

/// <summary>A piece of evidence as judged today.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Reference">Where it is.</param>
/// <param name="Href">Its page; null without one.</param>
/// <param name="At">When it was made or linked.</param>
/// <param name="By">Who linked it; null when found automatically.</param>
/// <param name="Subject">What it is about; null for linked documents.</param>
/// <param name="Freshness">Whether it counts.</param>
/// <param name="CountsUntil">The last day it counts.</param>
/// <param name="Live">True for a stream.</param>
public sealed record EvidencePiece(
    string Title,
    string Reference,
    string? Href,
    DateTimeOffset At,
    string? By,
    string? Subject,
    Freshness Freshness,
    DateOnly? CountsUntil,
    bool Live
)
{
    /// <summary>The title as a text of the portal with names in its places; null where a person gave it.</summary>
    [JsonIgnore]
    public FormattableString? Words { get; init; }
}

/// <summary>A kind of evidence a duty wants.</summary>
/// <param name="Kind">Record kind.</param>
/// <param name="Pieces">What there is, the newest first.</param>
/// <param name="Waived">Why it is not asked for here; null when it is.</param>
public sealed record KindStanding(string Kind, IReadOnlyList<EvidencePiece> Pieces, WaivedKind? Waived)
{
    // What a document is about only a person can say: one found beside a model does not prove a duty.
    private const string Document = "attached_document";

    /// <summary>True when a current piece is there, or the kind is waived. A document counts once a person has linked it.</summary>
    public bool IsCovered => Waived is not null || Pieces.Any(Counts);

    /// <summary>True when this piece covers the kind.</summary>
    public bool Counts(EvidencePiece piece)
    {
        ArgumentNullException.ThrowIfNull(piece);
        return piece.Freshness is Freshness.Current && (Kind != Document || piece.By is not null);
    }
}

/// <summary>A duty as it stands on a day.</summary>
public sealed record DutyStanding
{
    /// <summary>Days before its end from which an acceptance is said to expire.</summary>
    public const int ExpirySoon = 30;

    /// <summary>The obligation.</summary>
    public required LawObligation Law { get; init; }

    /// <summary>Its dates for the system.</summary>
    public required DatedObligation Dated { get; init; }

    /// <summary>Where it stands. For a duty of someone else: only whether evidence was received counts.</summary>
    public required DutyStatus Status { get; init; }

    /// <summary>Kinds wanted, in the order of the law's data.</summary>
    public required IReadOnlyList<KindStanding> Kinds { get; init; }

    /// <summary>
    /// What is on record of this very duty beside the kinds wanted: shown as proof, and neither asked for nor counted.
    /// </summary>
    public IReadOnlyList<KindStanding> Further { get; init; } = [];

    /// <summary>Why it has to be looked at again; null when it has not.</summary>
    public string? ReviewReason { get; init; }

    /// <summary>The day from which it is overdue; null when it is not.</summary>
    public DateOnly? OverdueSince { get; init; }

    /// <summary>Days until an accepted duty has to be looked at again, when that is near.</summary>
    public int? ExpiresIn { get; init; }

    /// <summary>Kinds that are there.</summary>
    public int Covered => Kinds.Count(k => k.IsCovered);

    /// <summary>Judges a duty.</summary>
    /// <param name="law">The obligation.</param>
    /// <param name="dated">Its dates for this system.</param>
    /// <param name="duty">What people did about it; null when no one did anything.</param>
    /// <param name="found">Evidence found among our records, of any kind.</param>
    /// <param name="current">The signed classification; null when none is in force.</param>
    /// <param name="today">The day.</param>
    public static DutyStanding Judge(
        LawObligation law,
        DatedObligation dated,
        Duty? duty,
        IReadOnlyList<FoundEvidence> found,
        AssessmentId? current,
        DateOnly today
    )
    {
        ArgumentNullException.ThrowIfNull(law);
        ArgumentNullException.ThrowIfNull(dated);
        ArgumentNullException.ThrowIfNull(found);
        var kinds = law.EvidenceKinds.Select(k => Kind(k, duty, dated.Own ? found : [], today)).ToList();
        var further = found
            .Where(f => dated.Own && f.Obligation == law.Id && !law.EvidenceKinds.Contains(f.Kind, StringComparer.Ordinal))
            .ToList();
        var review = duty?.MetBy is null ? null : Review(duty, kinds, current, today);
        var status = StatusOf(dated, duty, kinds, review, today);
        return new DutyStanding
        {
            Law = law,
            Dated = dated,
            Status = status,
            Kinds = kinds,
            Further =
            [
                .. further
                    .Select(f => f.Kind)
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal)
                    .Select(k => Kind(k, duty: null, further, today)),
            ],
            ReviewReason = review,
            OverdueSince = status is DutyStatus.Overdue ? duty!.DueOn : null,
            ExpiresIn =
                status is DutyStatus.Satisfied
                && End(duty!, kinds) is { } end
                && end.DayNumber - today.DayNumber is >= 0 and <= ExpirySoon and var left
                    ? left
                    : null,
        };
    }

    private static DutyStatus StatusOf(DatedObligation dated, Duty? duty, List<KindStanding> kinds, string? review, DateOnly today)
    {
        if (duty?.NotApplicableAt is not null)
        {
            return DutyStatus.NotApplicable;
        }

        if (duty?.MetBy is not null)
        {
            return review is null ? DutyStatus.Satisfied : DutyStatus.NeedsReview;
        }

        if (dated.AppliesFrom is not { } from)
        {
            return DutyStatus.Suspended;
        }

        return from > today ? DutyStatus.Upcoming
            : duty?.DueOn is { } due && due < today ? DutyStatus.Overdue
            : kinds.Exists(k => k.IsCovered) ? DutyStatus.InProgress
            : DutyStatus.Open;
    }

    private static string? Review(Duty duty, List<KindStanding> kinds, AssessmentId? current, DateOnly today)
    {
        if (current is null || duty.MetUnder != current)
        {
            return "The classification changed after the obligation was marked as met.";
        }

        if (duty.NextReview is { } last && last < today)
        {
            return "Its review date has passed.";
        }

        if (kinds.Find(k => !k.IsCovered) is { } lost)
        {
            return $"There is no longer any current evidence of the kind {lost.Kind.Replace('_', ' ')}.";
        }

        var there = kinds.SelectMany(k => k.Pieces.Where(k.Counts).Select(p => (k.Kind, p.Reference))).ToHashSet();
        return duty.Accepted.Any(a =>
            !a.Live && !there.Contains((a.Kind, a.Reference)) && kinds.Exists(k => k.Kind == a.Kind && k.Waived is null)
        )
            ? "A record that was accepted has been replaced."
            : null;
    }

    // The acceptance ends with its review day or with the first kind that has nothing current left.
    private static DateOnly? End(Duty duty, List<KindStanding> kinds)
    {
        var ends = kinds
            .Where(k => k.Waived is null)
            .Select(k => k.Pieces.Where(k.Counts).Select(p => p.CountsUntil ?? DateOnly.MaxValue).DefaultIfEmpty(DateOnly.MaxValue).Max())
            .Append(duty.NextReview ?? DateOnly.MaxValue);
        return ends.Min() is var end && end < DateOnly.MaxValue ? end : null;
    }

    private static KindStanding Kind(string kind, Duty? duty, IReadOnlyList<FoundEvidence> found, DateOnly today)
    {
        var pieces = found
            .Where(f => f.Kind == kind)
            .Select(f => Found(f, today))
            .Concat((duty?.Evidence ?? []).Where(e => e.Kind == kind).Select(e => Linked(e, today)))
            .OrderBy(p => p.Freshness)
            .ThenByDescending(p => p.At)
            .ThenBy(p => p.Reference, StringComparer.Ordinal);
        return new KindStanding(kind, [.. pieces], duty?.Waived.FirstOrDefault(w => w.Kind == kind));
    }

    private static EvidencePiece Found(FoundEvidence found, DateOnly today)
    {
        var until = found.At.Day().AddDays(EvidenceAges.Days(found.Kind));
        var freshness =
            !found.OfServedVersion ? Freshness.OtherVersion
            : until < today ? Freshness.Old
            : Freshness.Current;
        return new EvidencePiece(
            found.Title.ToString(CultureInfo.InvariantCulture),
            found.Reference,
            found.Href,
            found.At,
            null,
            found.Subject,
            freshness,
            until,
            found.Live
        )
        {
            Words = found.Title,
        };
    }

    private static EvidencePiece Linked(LinkedEvidence linked, DateOnly today)
    {
        var until = linked.ValidUntil ?? linked.At.Day().AddDays(EvidenceAges.Days(linked.Kind));
        return new EvidencePiece(
            linked.Title,
            linked.Reference,
            null,
            linked.At,
            linked.ByName,
            null,
            until < today ? Freshness.Old : Freshness.Current,
            until,
            Live: false
        );
    }
}
