using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;

namespace Governance.Domain.Approvals;

/// <summary>
/// Two people's word that a version must be deployed before its signatures are there. It stands in for signatures, never for facts: the
/// artifact, the risk class and every rule of the gate go on deciding.
/// </summary>
public sealed partial class EmergencyOverride : IAudited
{
    /// <summary>Longest time of an override, in hours.</summary>
    public const int MaxHours = 72;

    /// <summary>Days over which the overrides of a model are counted against its limit.</summary>
    public const int LimitDays = 30;

    private readonly List<OverrideConfirmation> _confirmations = [];
    private bool _deploying;

    private EmergencyOverride() { }

    /// <summary>The readable id.</summary>
    public OverrideId Id { get; private init; }

    /// <summary>The promotion it is for.</summary>
    public PromotionId Promotion { get; private init; }

    /// <summary>The model's name.</summary>
    public string Model { get; private init; } = "";

    /// <summary>The version's name.</summary>
    public string Version { get; private init; } = "";

    /// <summary>The stage it opens.</summary>
    public Stage Stage { get; private init; }

    /// <summary>The artifact it is for.</summary>
    public string ArtifactSha256 { get; private init; } = "";

    /// <summary>The bundle it is bound to; follows only what a deployment made under it changes itself.</summary>
    public string BundleDigest { get; private set; } = "";

    /// <summary>For how long it is to be in force.</summary>
    public int Hours { get; private init; }

    /// <summary>How long after its end a version deployed under it may stay without being signed or rolled back.</summary>
    public int SettleHours { get; private init; }

    /// <summary>
    /// By when a version deployed under it has to be signed or rolled back; null before its end, when nothing was deployed, or when it was
    /// approved.
    /// </summary>
    public DateTimeOffset? SettleBy =>
        UsedAt is not null && EndedAt is { } ended && End is not OverrideEnd.Approved ? ended.AddHours(SettleHours) : null;

    /// <summary>Where it stands.</summary>
    public OverrideState State { get; private set; }

    /// <summary>When the first of the two confirmed.</summary>
    public DateTimeOffset RequestedAt { get; private init; }

    /// <summary>When the second did.</summary>
    public DateTimeOffset? GrantedAt { get; private set; }

    /// <summary>When it ends by itself: unconfirmed, or in force.</summary>
    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>When a deployment was first made under it.</summary>
    public DateTimeOffset? UsedAt { get; private set; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Why it ended.</summary>
    public OverrideEnd? End { get; private set; }

    /// <summary>In the words of the person who ended it early.</summary>
    public SaltedText? EndReason { get; private set; }

    /// <summary>What the review afterwards found.</summary>
    public SaltedText? Review { get; private set; }

    /// <summary>Who reviewed it.</summary>
    public UserId? ReviewedBy { get; private set; }

    /// <summary>Their printed name at the time.</summary>
    public string? ReviewedByName { get; private set; }

    /// <summary>When.</summary>
    public DateTimeOffset? ReviewedAt { get; private set; }

    /// <summary>Two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <summary>The one or two who confirmed, in order.</summary>
    public IReadOnlyList<OverrideConfirmation> Confirmations => _confirmations;

    /// <summary>True while it waits or is in force.</summary>
    public bool IsLive => State is OverrideState.Requested or OverrideState.InForce;

    /// <summary>True while someone has to look at it afterwards.</summary>
    public bool AwaitsReview => GrantedAt is not null && ReviewedAt is null;

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>The first of the two confirms.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="promotion">The open promotion.</param>
    /// <param name="model">Its model.</param>
    /// <param name="artifactSha256">The version's artifact.</param>
    /// <param name="word">Who, and what was shown to them.</param>
    /// <param name="hours">For how long.</param>
    /// <param name="settleHours">How long after its end what was deployed under it may stay unsigned.</param>
    /// <param name="now">The server's clock.</param>
    public static Result<EmergencyOverride> Request(
        OverrideId id,
        Promotion promotion,
        Model model,
        string artifactSha256,
        OverrideWord word,
        int hours,
        int settleHours,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(promotion);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(word);
        if (promotion.Experiment is not null)
        {
            return OverrideRefusals.OfExperiment;
        }

        if ((RefusesPerson(promotion, word.Signer) ?? RefusesState(promotion, model, word.BundleDigest, now)) is { } refusal)
        {
            return refusal;
        }

        if (hours is < 1 or > MaxHours)
        {
            return OverrideRefusals.HoursNotBounded;
        }

        if (RefusesReason(word.Reason) is { } words)
        {
            return words;
        }

        var emergency = new EmergencyOverride
        {
            Id = id,
            Promotion = promotion.Id,
            Model = promotion.Model,
            Version = promotion.Version,
            Stage = promotion.To,
            ArtifactSha256 = artifactSha256,
            BundleDigest = promotion.BundleDigest,
            Hours = hours,
            SettleHours = settleHours,
            State = OverrideState.Requested,
            RequestedAt = now,
            // An emergency that no one confirms within that time was none.
            ExpiresAt = now.AddHours(hours),
            Revision = 1,
        };
        emergency._confirmations.Add(OverrideConfirmation.Of(id, word, now));
        return emergency;
    }

    /// <summary>The second of the two confirms: from here on the gate answers allow.</summary>
    public Result<OverrideConfirmation> Confirm(Promotion promotion, Model model, OverrideWord word, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(promotion);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(word);
        if (RefusesSecond(promotion, word.Signer) is { } forbidden)
        {
            return forbidden;
        }

        if (State is not OverrideState.Requested || ExpiresAt <= now)
        {
            return OverrideRefusals.NotWaiting;
        }

        if ((RefusesState(promotion, model, word.BundleDigest, now) ?? RefusesReason(word.Reason)) is { } refusal)
        {
            return refusal;
        }

        var confirmation = OverrideConfirmation.Of(Id, word, now);
        _confirmations.Add(confirmation);
        (State, GrantedAt, ExpiresAt) = (OverrideState.InForce, now, now.AddHours(Hours));
        Revision++;
        return confirmation;
    }

    /// <summary>
    /// Whether a model may have another override: the last one has to be reviewed first, and there are only so many in a month.
    /// </summary>
    /// <param name="others">The model's other overrides.</param>
    /// <param name="most">How many of them may be granted within <see cref="LimitDays"/> days.</param>
    /// <param name="now">The server's clock.</param>
    public static Refusal? RefusesAnother(IReadOnlyList<EmergencyOverride> others, int most, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(others);
        if (others.FirstOrDefault(o => o.AwaitsReview) is { } open)
        {
            return OverrideRefusals.ReviewFirst(open.Id);
        }

        return others.Count(o => o.GrantedAt > now.AddDays(-LimitDays)) >= most ? OverrideRefusals.LimitReached(most) : null;
    }

    /// <summary>True when the gate may let this promotion's version pass without its signatures now.</summary>
    public bool Allows(Promotion promotion, string artifactSha256, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(promotion);
        return State is OverrideState.InForce
            && now < ExpiresAt
            && promotion.Experiment is null
            && promotion.Id == Promotion
            && promotion.State is PromotionState.Open
            && promotion.BundleDigest == BundleDigest
            && artifactSha256 == ArtifactSha256;
    }

    /// <summary>Marks a deployment made under it. What that deployment changes in the bundle does not end the override.</summary>
    public void Use(DateTimeOffset now)
    {
        UsedAt ??= now;
        _deploying = true;
        Revision++;
    }

    /// <summary>Ends it when what it rests on is no longer so.</summary>
    /// <returns>Why it ended now, or null.</returns>
    public OverrideEnd? Follow(Promotion promotion, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(promotion);
        if (!IsLive)
        {
            return null;
        }

        if (_deploying && promotion.State is PromotionState.Open)
        {
            BundleDigest = promotion.BundleDigest;
        }

        OverrideEnd? end = promotion.State switch
        {
            PromotionState.Approved or PromotionState.Deployed => OverrideEnd.Approved,
            PromotionState.Rejected or PromotionState.Withdrawn or PromotionState.Expired => OverrideEnd.Closed,
            PromotionState.Open when ExpiresAt <= now => State is OverrideState.Requested ? OverrideEnd.Lapsed : OverrideEnd.Expired,
            PromotionState.Open when promotion.BundleDigest != BundleDigest => OverrideEnd.Changed,
            PromotionState.Open => null,
        };
        if (end is { } why)
        {
            Finish(why, now);
        }

        return end;
    }

    /// <summary>Ends it early.</summary>
    public Refusal? StandDown(string? reason, DateTimeOffset now)
    {
        if (!IsLive || ExpiresAt <= now)
        {
            return OverrideRefusals.Over;
        }

        if (RefusesReason(reason) is { } words)
        {
            return words;
        }

        EndReason = SaltedText.Of(reason!.Trim());
        Finish(OverrideEnd.StoodDown, now);
        return null;
    }

    /// <summary>
    /// Records the review afterwards, by a person who took no part, and through whom no one does who did: what is to be learned from it.
    /// </summary>
    /// <param name="promotion">Its promotion.</param>
    /// <param name="reviewer">Who reviews it.</param>
    /// <param name="words">What is to be learned.</param>
    /// <param name="now">The server's clock.</param>
    public Refusal? Close(Promotion promotion, Signer reviewer, string? words, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(promotion);
        ArgumentNullException.ThrowIfNull(reviewer);
        if (RefusesReviewer(promotion, reviewer) is { } forbidden)
        {
            return forbidden;
        }

        if (GrantedAt is null || ReviewedAt is not null)
        {
            return OverrideRefusals.NothingToReview;
        }

        if (IsLive && now < ExpiresAt)
        {
            return OverrideRefusals.StillInForce;
        }

        if (string.IsNullOrWhiteSpace(words))
        {
            return OverrideRefusals.WordsMissing;
        }

        if (words.Length > SaltedText.MaxLength)
        {
            return SaltedText.TooLong("words");
        }

        (Review, ReviewedBy, ReviewedByName, ReviewedAt) = (SaltedText.Of(words.Trim()), reviewer.Id, reviewer.PrintedName, now);
        Revision++;
        return null;
    }

    private static Refusal? RefusesState(Promotion promotion, Model model, string shown, DateTimeOffset now)
    {
        if (promotion.State is PromotionState.Approved or PromotionState.Deployed)
        {
            return OverrideRefusals.NotNeeded;
        }

        if (promotion.State is not PromotionState.Open)
        {
            return PromotionRefusals.Closed(promotion.State);
        }

        if (promotion.ExpiresAt <= now)
        {
            return PromotionRefusals.Expired;
        }

        if (model.RiskClass is RiskClass.Prohibited or null)
        {
            return OverrideRefusals.RiskClassForbids;
        }

        if (promotion.To is Stage.Retired)
        {
            return OverrideRefusals.NotForRetirement;
        }

        if (shown != promotion.BundleDigest)
        {
            return PromotionRefusals.BundleChanged;
        }

        if (promotion.IsRequestedByItsOpener)
        {
            return PromotionRefusals.RequesterOpened;
        }

        return promotion.GatePasses ? null : OverrideRefusals.GateBlocks;
    }

    private static Refusal? RefusesReason(string? reason) =>
        string.IsNullOrWhiteSpace(reason) ? OverrideRefusals.ReasonMissing
        : reason.Length > SaltedText.MaxLength ? SaltedText.TooLong("reason")
        : null;

    private void Finish(OverrideEnd why, DateTimeOffset now)
    {
        (State, End, EndedAt) = (OverrideState.Ended, why, now);
        Revision++;
    }
}
