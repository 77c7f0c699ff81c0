using Governance.Domain.Approvals;

namespace Governance.Domain.Gates;

/// <summary>What a person said about a waiver.</summary>
public enum WaiverWordKind
{
    /// <summary>Granted it.</summary>
    Granted,

    /// <summary>Refused it.</summary>
    Refused,

    /// <summary>Ended it early.</summary>
    Revoked,
}

/// <summary>One person's word about a waiver.</summary>
public sealed class WaiverWord
{
    private WaiverWord() { }

    /// <summary>Row number.</summary>
    public long Id { get; private init; }

    /// <summary>The waiver.</summary>
    public WaiverId Waiver { get; private init; }

    /// <summary>What they said.</summary>
    public WaiverWordKind Kind { get; private init; }

    /// <summary>Why, for a refusal or an early end.</summary>
    public SaltedText? Reason { get; private init; }

    /// <summary>Who said it, and how we know.</summary>
    public Attestation Attestation { get; private init; } = null!;

    internal static WaiverWord Of(
        WaiverId waiver,
        WaiverWordKind kind,
        Signer person,
        string? reason,
        SigningProof proof,
        DateTimeOffset now
    ) =>
        new()
        {
            Waiver = waiver,
            Kind = kind,
            Reason = reason is null ? null : SaltedText.Of(reason),
            Attestation = Attestation.Of(person, proof, now),
        };
}
