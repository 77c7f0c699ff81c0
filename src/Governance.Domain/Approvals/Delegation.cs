using Governance.Domain.Audit;
using Governance.Domain.Identity;

namespace Governance.Domain.Approvals;

/// <summary>
/// A signer's leave for a named person to sign one kind of slot in their name, for a bounded time. It takes effect when that person accepts
/// it. It hands on a slot, never a role, so no one can hand it on again.
/// </summary>
public sealed class Delegation : IAudited
{
    /// <summary>Longest time of a delegation.</summary>
    public const int MaxDays = 30;

    /// <summary>How far ahead one may begin.</summary>
    public const int MaxDaysAhead = 90;

    /// <summary>Most models one may name.</summary>
    public const int MaxModels = 100;

    private readonly List<string> _models = [];

    private Delegation() { }

    /// <summary>The readable id.</summary>
    public DelegationId Id { get; private init; }

    /// <summary>The kind of slot handed over.</summary>
    public SignOffRole Slot { get; private init; }

    /// <summary>In whose name is signed.</summary>
    public UserId From { get; private init; }

    /// <summary>Their printed name at the time.</summary>
    public string FromName { get; private init; } = "";

    /// <summary>Who signs.</summary>
    public UserId To { get; private init; }

    /// <summary>Their printed name at the time.</summary>
    public string ToName { get; private init; } = "";

    /// <summary>Names of the models it is for; empty for all.</summary>
    public IReadOnlyList<string> Models => _models;

    /// <summary>From when.</summary>
    public DateTimeOffset Since { get; private init; }

    /// <summary>Until when, exclusive.</summary>
    public DateTimeOffset Until { get; private init; }

    /// <summary>Why.</summary>
    public SaltedText Reason { get; private init; } = SaltedText.Of("");

    /// <summary>When it was given.</summary>
    public DateTimeOffset GrantedAt { get; private init; }

    /// <summary>When the delegate accepted it, or null: until then it is an offer.</summary>
    public DateTimeOffset? AcceptedAt { get; private set; }

    /// <summary>When the delegate declined it, or null.</summary>
    public DateTimeOffset? DeclinedAt { get; private set; }

    /// <summary>When it was taken or given back, or null.</summary>
    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>By which of the two.</summary>
    public UserId? RevokedBy { get; private set; }

    /// <summary>Two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>When it ends or ended.</summary>
    public DateTimeOffset EndsAt => (RevokedAt ?? DeclinedAt) is { } over && over < Until ? over : Until;

    /// <summary>True while it waits for the delegate's word.</summary>
    public bool IsPending(DateTimeOffset now) => AcceptedAt is null && now < EndsAt;

    /// <summary>True while it may be used: accepted, begun and not over.</summary>
    public bool InForce(DateTimeOffset now) => AcceptedAt is not null && Since <= now && now < EndsAt;

    /// <summary>True when it is for this model.</summary>
    public bool Covers(string model) => _models.Count == 0 || _models.Contains(model, StringComparer.Ordinal);

    /// <summary>Gives leave.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="slot">The kind of slot.</param>
    /// <param name="from">Who gives it, with the role they work in.</param>
    /// <param name="to">To whom.</param>
    /// <param name="terms">When, for what and why.</param>
    /// <param name="now">The server's clock.</param>
    public static Result<Delegation> Grant(
        DelegationId id,
        SignOffRole slot,
        Signer from,
        Signer to,
        DelegationTerms terms,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(terms);
        // A slot that is only theirs by delegation is no role in force: what was handed over is not handed on.
        if (from.RoleInForce != PromotionRefusals.RoleFor(slot))
        {
            return DelegationRefusals.NotYourSlot(slot);
        }

        if (from.Id == to.Id)
        {
            return DelegationRefusals.ToYourself;
        }

        if (RefusesTerms(terms, now) is { } refusal)
        {
            return refusal;
        }

        var delegation = new Delegation
        {
            Id = id,
            Slot = slot,
            From = from.Id,
            FromName = from.PrintedName,
            To = to.Id,
            ToName = to.PrintedName,
            Since = terms.Since < now ? now : terms.Since,
            Until = terms.Until,
            Reason = SaltedText.Of(terms.Reason!.Trim()),
            GrantedAt = now,
            Revision = 1,
        };
        delegation._models.AddRange(terms.Models.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        return delegation;
    }

    /// <summary>The delegate agrees to sign: from here on it may be used, and the two count as one.</summary>
    public Refusal? Accept(UserId person, DateTimeOffset now)
    {
        if (RefusesAnswer(person, now) is { } refusal)
        {
            return refusal;
        }

        AcceptedAt = now;
        Revision++;
        return null;
    }

    /// <summary>The delegate does not agree: it never takes effect.</summary>
    public Refusal? Decline(UserId person, DateTimeOffset now)
    {
        if (RefusesAnswer(person, now) is { } refusal)
        {
            return refusal;
        }

        DeclinedAt = now;
        Revision++;
        return null;
    }

    /// <summary>Ends it: taken back by the one, or given back by the other.</summary>
    public Refusal? Revoke(UserId person, DateTimeOffset now)
    {
        if (person != From && person != To)
        {
            return DelegationRefusals.NotYours;
        }

        if (EndsAt <= now)
        {
            return DelegationRefusals.Ended;
        }

        (RevokedAt, RevokedBy) = (now, person);
        Revision++;
        return null;
    }

    private Refusal? RefusesAnswer(UserId person, DateTimeOffset now) =>
        person != To ? DelegationRefusals.NotForYou
        : EndsAt <= now ? DelegationRefusals.Ended
        : AcceptedAt is not null ? DelegationRefusals.NotPending
        : null;

    private static Refusal? RefusesTerms(DelegationTerms terms, DateTimeOffset now)
    {
        var since = terms.Since < now ? now : terms.Since;
        if (since > now.AddDays(MaxDaysAhead))
        {
            return DelegationRefusals.TooFarAhead;
        }

        if (terms.Until <= since || terms.Until > since.AddDays(MaxDays))
        {
            return DelegationRefusals.PeriodNotBounded;
        }

        if (terms.Models.Count > MaxModels)
        {
            return DelegationRefusals.TooManyModels;
        }

        return string.IsNullOrWhiteSpace(terms.Reason) ? DelegationRefusals.ReasonMissing
            : terms.Reason.Length > SaltedText.MaxLength ? SaltedText.TooLong("reason")
            : null;
    }
}

/// <summary>What a signer says about a delegation.</summary>
/// <param name="Since">From when; what lies in the past means now.</param>
/// <param name="Until">Until when.</param>
/// <param name="Models">Names of the models, or none for all.</param>
/// <param name="Reason">Why.</param>
public sealed record DelegationTerms(DateTimeOffset Since, DateTimeOffset Until, IReadOnlyList<string> Models, string? Reason);
