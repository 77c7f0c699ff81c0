namespace Governance.Domain.Approvals;

/// <summary>Where a request of a batch stands.</summary>
public enum BatchLineState
{
    /// <summary>Not shown yet.</summary>
    Unseen,

    /// <summary>Shown, nothing decided.</summary>
    LookedAt,

    /// <summary>Decided.</summary>
    Decided,

    /// <summary>Left for another time.</summary>
    Skipped,
}

/// <summary>A request of a batch.</summary>
/// <param name="Promotion">Which.</param>
public sealed record BatchLine(PromotionId Promotion)
{
    /// <summary>The slot it was shown for.</summary>
    public SignOffRole? Role { get; init; }

    /// <summary>The delegation it would be signed by, or null.</summary>
    public DelegationId? Delegation { get; init; }

    /// <summary>Digest of the bundle that was shown.</summary>
    public string? BundleDigest { get; init; }

    /// <summary>When it was shown.</summary>
    public DateTimeOffset? LookedAt { get; init; }

    /// <summary>True while a gate blocks what was shown.</summary>
    public bool Blocked { get; init; }

    /// <summary>What is decided, or null.</summary>
    public SignOffDecision? Decision { get; init; }

    /// <summary>Comment or reason.</summary>
    public string? Comment { get; init; }

    /// <summary>The condition.</summary>
    public string? Condition { get; init; }

    /// <summary>True when the person left it for another time.</summary>
    public bool Skipped { get; init; }

    /// <summary>Where it stands.</summary>
    public BatchLineState State =>
        Decision is not null ? BatchLineState.Decided
        : Skipped ? BatchLineState.Skipped
        : LookedAt is not null ? BatchLineState.LookedAt
        : BatchLineState.Unseen;
}

/// <summary>
/// One person goes through several requests. Nothing can be decided that was not shown, a request whose bundle changed has to be looked at
/// again, and there is no way to decide several at once.
/// </summary>
public sealed class BatchReview
{
    /// <summary>Most requests of one batch.</summary>
    public const int Most = 20;

    private readonly List<BatchLine> _lines;

    private BatchReview(IEnumerable<PromotionId> promotions) => _lines = [.. promotions.Select(p => new BatchLine(p))];

    /// <summary>The requests, in the order they were chosen.</summary>
    public IReadOnlyList<BatchLine> Lines => _lines;

    /// <summary>Starts one.</summary>
    public static Result<BatchReview> Start(IEnumerable<PromotionId> promotions)
    {
        var chosen = promotions.Distinct().ToList();
        return chosen.Count is 0 or > Most ? BatchRefusals.Size : new BatchReview(chosen);
    }

    /// <summary>A request is on the screen of the person, with everything it rests on.</summary>
    /// <param name="promotion">Which.</param>
    /// <param name="role">The slot they may sign.</param>
    /// <param name="delegation">By which delegation, if by one.</param>
    /// <param name="bundleDigest">The digest of what is shown.</param>
    /// <param name="blocked">Whether a gate blocks it.</param>
    /// <param name="now">When.</param>
    /// <returns>True when it was decided on another bundle before: that decision is gone.</returns>
    public Result<bool> Look(
        PromotionId promotion,
        SignOffRole role,
        DelegationId? delegation,
        string bundleDigest,
        bool blocked,
        DateTimeOffset now
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(bundleDigest);
        if (Find(promotion) is not { } at)
        {
            return BatchRefusals.NotChosen(promotion);
        }

        var line = _lines[at];
        if (line.BundleDigest == bundleDigest && line.Role == role && line.Delegation == delegation)
        {
            return false;
        }

        _lines[at] = new BatchLine(promotion)
        {
            Role = role,
            Delegation = delegation,
            BundleDigest = bundleDigest,
            Blocked = blocked,
            LookedAt = now,
        };
        return line.Decision is not null;
    }

    /// <summary>Decides on a request that was looked at.</summary>
    public Refusal? Decide(PromotionId promotion, SignOffDecision decision, string? comment, string? condition)
    {
        if (Find(promotion) is not { } at)
        {
            return BatchRefusals.NotChosen(promotion);
        }

        var line = _lines[at];
        if (line.LookedAt is null)
        {
            return BatchRefusals.NotLookedAt(promotion);
        }

        return line.Blocked && decision is (SignOffDecision.Approve or SignOffDecision.ApproveWithCondition)
            ? PromotionRefusals.GateBlocks
            : Set(at, line, decision, comment, condition);
    }

    /// <summary>Leaves a request for another time; what was decided on it is gone.</summary>
    public Refusal? Skip(PromotionId promotion)
    {
        if (Find(promotion) is not { } at)
        {
            return BatchRefusals.NotChosen(promotion);
        }

        _lines[at] = _lines[at] with { Skipped = true, Decision = null, Comment = null, Condition = null };
        return null;
    }

    /// <summary>What is to be confirmed: the decided requests. Those left alone are no part of it.</summary>
    public Result<SignOffBatch> Confirm()
    {
        var decided = _lines.Where(l => l.Decision is not null).ToList();
        return decided.Count == 0
            ? BatchRefusals.NothingDecided
            : new SignOffBatch([
                .. decided.Select(l => new BatchDecision(l.Promotion, l.Role!.Value, l.Decision!.Value, l.BundleDigest!, l.LookedAt!.Value)
                {
                    Comment = l.Comment,
                    Condition = l.Condition,
                    Delegation = l.Delegation,
                }),
            ]);
    }

    private int? Find(PromotionId promotion) => _lines.FindIndex(l => l.Promotion == promotion) is >= 0 and var at ? at : null;

    private Refusal? Set(int at, BatchLine line, SignOffDecision decision, string? comment, string? condition)
    {
        var words = decision is SignOffDecision.ApproveWithCondition ? condition : null;
        if (Promotion.RefusesWords(decision, comment, words) is { } refusal)
        {
            return refusal;
        }

        _lines[at] = line with
        {
            Decision = decision,
            Comment = string.IsNullOrWhiteSpace(comment) ? null : comment.Trim(),
            Condition = words?.Trim(),
            Skipped = false,
        };
        return null;
    }
}

/// <summary>Why a batch of decisions was refused.</summary>
public static class BatchRefusals
{
    /// <summary>None, or too many.</summary>
    public static Refusal Size { get; } = Refusal.Field("batch.size", "requests", $"Choose 1 to {BatchReview.Most} requests.");

    /// <summary>Nothing to confirm.</summary>
    public static Refusal NothingDecided { get; } =
        Refusal.Field("batch.nothing-decided", "decisions", $"Decide on at least one request before you confirm.");

    /// <summary>Not one of these.</summary>
    public static Refusal NotChosen(PromotionId promotion) =>
        Refusal.Field("batch.not-chosen", "promotion", $"{promotion} is not part of this batch.");

    /// <summary>No one decides unseen.</summary>
    public static Refusal NotLookedAt(PromotionId promotion) =>
        new("batch.not-looked-at", $"You have not looked at {promotion} in this batch. Open it, then decide.", RefusalKind.Conflict);
}
