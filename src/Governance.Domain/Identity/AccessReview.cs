using Governance.Domain.Audit;

namespace Governance.Domain.Identity;

/// <summary>A campaign in which someone looks at everyone's access.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct AccessReviewId(int Number) : IDisplayId<AccessReviewId>
{
    /// <inheritdoc/>
    public static string Prefix => "ACR";

    /// <inheritdoc/>
    public static AccessReviewId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}

/// <summary>What came of a line.</summary>
public enum AccessVerdict
{
    /// <summary>Still needed.</summary>
    Attested,

    /// <summary>Taken away.</summary>
    Revoked,
}

/// <summary>One access that someone or some key has, as it was when the campaign began, and what was decided about it.</summary>
public sealed class AccessLine
{
    /// <summary>Its place in the campaign, from 1 up.</summary>
    public int Number { get; init; }

    /// <summary>Readable id of the account or key.</summary>
    public string Holder { get; init; } = "";

    /// <summary>The role id; for a key its scopes; <c>account</c> for an account without a role.</summary>
    public string What { get; init; } = "";

    /// <summary>What the role was given for, in words; null for the whole organisation.</summary>
    public string? Scope { get; init; }

    /// <summary>Since when, as far as it is known.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Who gave it, as the log writes an actor.</summary>
    public string GivenBy { get; init; } = "";

    /// <summary>When it was last used, or null.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>What was decided, or null.</summary>
    public AccessVerdict? Verdict { get; private set; }

    /// <summary>Who decided.</summary>
    public UserId? DecidedBy { get; private set; }

    /// <summary>When.</summary>
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>Why, in their words.</summary>
    public string? Reason { get; private set; }

    internal void Decide(AccessVerdict verdict, UserId by, string reason, DateTimeOffset now) =>
        (Verdict, DecidedBy, Reason, DecidedAt) = (verdict, by, reason, now);
}

/// <summary>Refusals of access reviews.</summary>
public static class AccessReviewRefusals
{
    /// <summary>Longest reason.</summary>
    public const int MaxReason = 1000;

    /// <summary>No such campaign or line.</summary>
    public static Refusal NotFound { get; } =
        new("access-review.not-found", $"There is no such access review, or no such item in it.", RefusalKind.NotFound);

    /// <summary>One at a time.</summary>
    public static Refusal OneIsOpen(AccessReviewId open) =>
        new("access-review.one-is-open", $"{open} is still open. Decide on its items and close it first.", RefusalKind.Conflict);

    /// <summary>Closed for good.</summary>
    public static Refusal Closed { get; } =
        new("access-review.closed", $"This access review is closed. Its decisions are on record.", RefusalKind.Conflict);

    /// <summary>Decided once.</summary>
    public static Refusal Decided { get; } =
        new(
            "access-review.line-decided",
            $"This item has already been decided on. To change the result, change the roles under Users.",
            RefusalKind.Conflict
        );

    /// <summary>No one judges their own access.</summary>
    public static Refusal OwnAccess { get; } =
        new("access-review.own-access", $"You cannot decide about your own access. Ask another administrator.", RefusalKind.Forbidden);

    /// <summary>Lines are left.</summary>
    public static Refusal LinesOpen(int open) =>
        new("access-review.lines-open", $"Items without a decision: {open}. Attest or revoke each of them first.", RefusalKind.Conflict);

    /// <summary>Why is missing.</summary>
    public static Refusal ReasonMissing { get; } =
        Refusal.Field("access-review.reason-missing", "reason", $"Say why, in at most {MaxReason} characters.");

    /// <summary>What is missing.</summary>
    public static Refusal VerdictMissing { get; } =
        Refusal.Field("access-review.verdict-missing", "verdict", $"The verdict must be attested or revoked.");

    /// <summary>The day is missing or over.</summary>
    public static Refusal DueMissing { get; } =
        Refusal.Field("access-review.due-missing", "dueAt", $"Name a date within the next year by which every item must be decided.");
}

/// <summary>
/// Who has what, since when, given by whom, last used: a picture of one moment, decided line by line. Closed with every line decided; then
/// it does not change.
/// </summary>
public sealed class AccessReview : IAudited
{
    private readonly List<AccessLine> _lines = [];

    private AccessReview() { }

    /// <summary>The readable id.</summary>
    public AccessReviewId Id { get; private init; }

    /// <summary>By when it is to be finished.</summary>
    public DateTimeOffset DueAt { get; private init; }

    /// <summary>Who began it.</summary>
    public UserId OpenedBy { get; private init; }

    /// <summary>When the picture was taken.</summary>
    public DateTimeOffset OpenedAt { get; private init; }

    /// <summary>When it was closed, or null.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>Who closed it.</summary>
    public UserId? ClosedBy { get; private set; }

    /// <summary>SHA-256 of the result as the log holds it; null while it is open.</summary>
    public string? ResultSha256 { get; private set; }

    /// <summary>Grows with each change.</summary>
    public int Revision { get; private set; }

    /// <summary>Its lines.</summary>
    public IReadOnlyList<AccessLine> Lines => _lines;

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>Begins a campaign.</summary>
    public static Result<AccessReview> Open(
        AccessReviewId id,
        DateTimeOffset? dueAt,
        UserId by,
        IEnumerable<AccessLine> lines,
        DateTimeOffset now
    )
    {
        if (dueAt is not { } due || due <= now || due > now.AddDays(366))
        {
            return AccessReviewRefusals.DueMissing;
        }

        var review = new AccessReview
        {
            Id = id,
            DueAt = due,
            OpenedBy = by,
            OpenedAt = now,
        };
        review._lines.AddRange(lines);
        return review;
    }

    /// <summary>Decides a line. Taking the access away is the caller's business, in the same transaction.</summary>
    public Result<AccessLine> Decide(
        int number,
        AccessVerdict verdict,
        string? reason,
        UserId by,
        IReadOnlyCollection<string> own,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(own);
        if (ClosedAt is not null)
        {
            return AccessReviewRefusals.Closed;
        }

        if (_lines.Find(l => l.Number == number) is not { } line)
        {
            return AccessReviewRefusals.NotFound;
        }

        if (own.Contains(line.Holder))
        {
            return AccessReviewRefusals.OwnAccess;
        }

        if (line.Verdict is not null)
        {
            return AccessReviewRefusals.Decided;
        }

        if (string.IsNullOrWhiteSpace(reason) || reason.Trim().Length > AccessReviewRefusals.MaxReason)
        {
            return AccessReviewRefusals.ReasonMissing;
        }

        line.Decide(verdict, by, reason.Trim(), now);
        Revision++;
        return line;
    }

    /// <summary>Closes the campaign with every line decided.</summary>
    public Refusal? Close(UserId by, string resultSha256, DateTimeOffset now)
    {
        if (ClosedAt is not null)
        {
            return AccessReviewRefusals.Closed;
        }

        var open = _lines.Count(l => l.Verdict is null);
        if (open > 0)
        {
            return AccessReviewRefusals.LinesOpen(open);
        }

        (ClosedAt, ClosedBy, ResultSha256) = (now, by, resultSha256);
        Revision++;
        return null;
    }
}
