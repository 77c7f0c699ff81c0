using Governance.Domain.Approvals;

namespace Governance.Domain.Risks;

/// <summary>Where an acceptance stands.</summary>
public enum AcceptanceState
{
    /// <summary>The second of two people has not signed yet.</summary>
    Waiting,

    /// <summary>Everyone it takes has signed.</summary>
    InForce,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>Taken back by a person.</summary>
    Revoked,

    /// <summary>The risk grew beyond what was accepted.</summary>
    Void,
}

/// <summary>A residual risk kept knowingly: signed, for the score it had then, with an end. Never changed, only ended.</summary>
public sealed class RiskAcceptance
{
    private readonly List<AcceptanceSignature> _signatures = [];

    private RiskAcceptance() { }

    /// <summary>Row number.</summary>
    public long Id { get; private init; }

    /// <summary>The risk.</summary>
    public RiskId Risk { get; private init; }

    /// <summary>Likelihood that was accepted.</summary>
    public int Likelihood { get; private init; }

    /// <summary>Impact that was accepted.</summary>
    public int Impact { get; private init; }

    /// <summary>True when a risk officer and a compliance officer have to sign: band critical, or impact 5.</summary>
    public bool NeedsTwo { get; private init; }

    /// <summary>SHA-256 of the risk as it stood when it was first signed.</summary>
    public string RiskSha256 { get; private init; } = "";

    /// <summary>When it ends by itself.</summary>
    public DateTimeOffset ExpiresAt { get; private init; }

    /// <summary>Where it stands.</summary>
    public AcceptanceState State { get; private set; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>The signatures, in order.</summary>
    public IReadOnlyList<AcceptanceSignature> Signatures => _signatures;

    /// <summary>What was accepted.</summary>
    public RiskRating Accepted => new(Likelihood, Impact);

    /// <summary>True while it waits or is in force.</summary>
    public bool IsLive => State is AcceptanceState.Waiting or AcceptanceState.InForce;

    /// <summary>True when it counts at this time, whether or not its end was written down.</summary>
    public bool Counts(DateTimeOffset now) => State is AcceptanceState.InForce && ExpiresAt > now;

    internal static RiskAcceptance Begin(RiskId risk, RiskRating rating, bool needsTwo, string riskSha256, DateTimeOffset expiresAt) =>
        new()
        {
            Risk = risk,
            Likelihood = rating.Likelihood,
            Impact = rating.Impact,
            NeedsTwo = needsTwo,
            RiskSha256 = riskSha256,
            ExpiresAt = expiresAt.AddTicks(-(expiresAt.Ticks % TimeSpan.TicksPerMillisecond)),
            State = AcceptanceState.Waiting,
        };

    internal AcceptanceSignature Sign(Signer person, string reason, SigningProof proof, DateTimeOffset now)
    {
        var signature = AcceptanceSignature.Of(person, reason, proof, now);
        _signatures.Add(signature);
        State = !NeedsTwo || _signatures.Count > 1 ? AcceptanceState.InForce : AcceptanceState.Waiting;
        return signature;
    }

    internal void End(AcceptanceState state, DateTimeOffset at) => (State, EndedAt) = (state, at);
}

/// <summary>One person's signature under an acceptance.</summary>
public sealed class AcceptanceSignature
{
    private AcceptanceSignature() { }

    /// <summary>Row number.</summary>
    public long Id { get; private init; }

    /// <summary>Row number of the acceptance.</summary>
    public long Acceptance { get; private init; }

    /// <summary>Why the risk is kept.</summary>
    public SaltedText Reason { get; private init; } = SaltedText.Of("");

    /// <summary>Who signed, and how we know, with the sealed <see cref="AcceptanceStatement"/>.</summary>
    public Attestation Attestation { get; private init; } = null!;

    internal static AcceptanceSignature Of(Signer person, string reason, SigningProof proof, DateTimeOffset now) =>
        new() { Reason = SaltedText.Of(reason), Attestation = Attestation.Of(person, proof, now) };
}
