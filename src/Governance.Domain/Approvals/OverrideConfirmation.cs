using Governance.Domain.Identity;
using Governance.Transparency;

namespace Governance.Domain.Approvals;

/// <summary>One of the two people's word for an emergency override.</summary>
public sealed class OverrideConfirmation
{
    private OverrideConfirmation() { }

    /// <summary>Row number.</summary>
    public long Id { get; private init; }

    /// <summary>The override.</summary>
    public OverrideId Override { get; private init; }

    /// <summary>Who.</summary>
    public UserId Person { get; private init; }

    /// <summary>Their printed name at the time.</summary>
    public string PrintedName { get; private init; } = "";

    /// <summary>The role they worked in.</summary>
    public string Role { get; private init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset At { get; private init; }

    /// <summary>Why it is an emergency.</summary>
    public SaltedText Reason { get; private init; } = SaltedText.Of("");

    /// <summary>The digest that was shown to them.</summary>
    public string BundleDigest { get; private init; } = "";

    /// <summary>How they proved who they are.</summary>
    public string AuthenticationMethod { get; private init; } = "";

    /// <summary>When they proved it.</summary>
    public DateTimeOffset AuthenticatedAt { get; private init; }

    /// <summary>Its entry in the log.</summary>
    public long? LogIndex { get; set; }

    /// <summary>The sealed <see cref="OverrideStatement"/>: a DSSE envelope in JSON, exactly the bytes that are downloaded.</summary>
    public byte[] Envelope { get; private set; } = [];

    /// <summary>SHA-256 of the statement in it.</summary>
    public string StatementSha256 { get; private set; } = "";

    /// <summary>Keeps the sealed statement, once.</summary>
    public void Bind(DsseEnvelope envelope)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        if (Envelope.Length > 0)
        {
            throw new InvalidOperationException("A confirmation is sealed once.");
        }

        (Envelope, StatementSha256) = (envelope.ToBytes(), envelope.PayloadSha256);
    }

    internal static OverrideConfirmation Of(OverrideId id, OverrideWord word, DateTimeOffset now) =>
        new()
        {
            Override = id,
            Person = word.Signer.Id,
            PrintedName = word.Signer.PrintedName,
            Role = word.Signer.RoleInForce ?? "",
            At = now,
            Reason = SaltedText.Of(word.Reason!.Trim()),
            BundleDigest = word.BundleDigest,
            AuthenticationMethod = word.AuthenticationMethod,
            AuthenticatedAt = word.AuthenticatedAt,
        };
}

/// <summary>What somebody is about to confirm.</summary>
/// <param name="Signer">Who, in which role.</param>
/// <param name="Reason">Why it is an emergency.</param>
/// <param name="BundleDigest">The digest that was shown to them.</param>
/// <param name="AuthenticationMethod">How they proved who they are.</param>
/// <param name="AuthenticatedAt">When.</param>
public sealed record OverrideWord(
    Signer Signer,
    string? Reason,
    string BundleDigest,
    string AuthenticationMethod,
    DateTimeOffset AuthenticatedAt
);
