namespace Governance.Domain.Approvals;

/// <summary>
/// The signature on a decision as it is handed out: the sealed statement and, where the signer used a passkey, their assertion. Immutable.
/// </summary>
public sealed class SignedStatement
{
    /// <summary>The decision.</summary>
    public SignOffId SignOff { get; init; }

    /// <summary>The DSSE envelope in JSON: exactly the bytes that are downloaded.</summary>
    public byte[] Envelope { get; init; } = [];

    /// <summary>
    /// The signer's passkey assertion over the statement in canonical JSON, with all that is needed to verify it; null without one.
    /// </summary>
    public byte[]? Assertion { get; init; }
}
