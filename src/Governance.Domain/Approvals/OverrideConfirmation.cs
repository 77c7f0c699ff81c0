namespace Governance.Domain.Approvals;

/// <summary>One of the two people's word for an emergency override.</summary>
public sealed class OverrideConfirmation
{
    private OverrideConfirmation() { }

    /// <summary>Row number.</summary>
    public long Id { get; private init; }

    /// <summary>The override.</summary>
    public OverrideId Override { get; private init; }

    /// <summary>Why it is an emergency.</summary>
    public SaltedText Reason { get; private init; } = SaltedText.Of("");

    /// <summary>The digest that was shown to them.</summary>
    public string BundleDigest { get; private init; } = "";

    /// <summary>Who confirmed, and how we know, with the sealed <see cref="OverrideStatement"/>.</summary>
    public Attestation Attestation { get; private init; } = null!;

    internal static OverrideConfirmation Of(OverrideId id, OverrideWord word, DateTimeOffset now) =>
        new()
        {
            Override = id,
            Reason = SaltedText.Of(word.Reason!.Trim()),
            BundleDigest = word.BundleDigest,
            Attestation = Attestation.Of(word.Signer, word.Proof, now),
        };
}

/// <summary>What someone is about to confirm.</summary>
/// <param name="Signer">Who, in which role.</param>
/// <param name="Reason">Why it is an emergency.</param>
/// <param name="BundleDigest">The digest that was shown to them.</param>
/// <param name="Proof">How they proved who they are.</param>
public sealed record OverrideWord(Signer Signer, string? Reason, string BundleDigest, SigningProof Proof);
