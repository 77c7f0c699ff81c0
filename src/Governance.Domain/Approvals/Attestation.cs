using Governance.Domain.Identity;
using Governance.Transparency;

namespace Governance.Domain.Approvals;

/// <summary>
/// What a person put their name to, and how we know that it was them. One part of every record that someone signs, confirms or
/// decides with a fresh proof; the record says what it is about. Nothing of it changes but what is added once: seal and place in the log.
/// </summary>
public sealed class Attestation
{
    private Attestation() { }

    /// <summary>Who.</summary>
    public UserId Person { get; private init; }

    /// <summary>Their printed name at the time.</summary>
    public string PrintedName { get; private init; } = "";

    /// <summary>In which function: the role they worked in, or the slot they signed.</summary>
    public string Function { get; private init; } = "";

    /// <summary>The words they put their name to; empty where the kind of record alone says them.</summary>
    public string Meaning { get; private init; } = "";

    /// <summary>When, by the server's clock.</summary>
    public DateTimeOffset At { get; private init; }

    /// <summary>How they proved who they are.</summary>
    public string AuthenticationMethod { get; private init; } = "";

    /// <summary>When they proved it.</summary>
    public DateTimeOffset AuthenticatedAt { get; private init; }

    /// <summary>Its entry in the log.</summary>
    public long? LogIndex { get; private set; }

    /// <summary>
    /// The sealed statement, a DSSE envelope in JSON, exactly the bytes that are downloaded; empty until it is sealed, and where the
    /// record keeps it elsewhere or has none.
    /// </summary>
    public byte[] Envelope { get; private set; } = [];

    /// <summary>SHA-256 of the statement in it; null until it is sealed.</summary>
    public string? StatementSha256 { get; private set; }

    /// <summary>Keeps the sealed statement, once: a signature is never replaced.</summary>
    /// <exception cref="InvalidOperationException">It has its statement already.</exception>
    public void Seal(DsseEnvelope envelope)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        Seal(envelope.PayloadSha256);
        Envelope = envelope.ToBytes();
    }

    /// <summary>Notes the sealed statement that the record keeps elsewhere, once.</summary>
    /// <exception cref="InvalidOperationException">It has its statement already.</exception>
    public void Seal(string statementSha256)
    {
        ArgumentException.ThrowIfNullOrEmpty(statementSha256);
        if (StatementSha256 is not null)
        {
            throw new InvalidOperationException($"What {Person} attested is sealed already.");
        }

        StatementSha256 = statementSha256;
    }

    /// <summary>Notes its entry in the log, once.</summary>
    /// <exception cref="InvalidOperationException">It has another entry already.</exception>
    public void LoggedAt(long index)
    {
        if (LogIndex is { } logged && logged != index)
        {
            throw new InvalidOperationException($"What {Person} attested is entry {logged} of the log already.");
        }

        LogIndex = index;
    }

    internal static Attestation Of(
        Signer person,
        SigningProof proof,
        DateTimeOffset now,
        string? function = null,
        string? meaning = null
    ) =>
        new()
        {
            Person = person.Id,
            PrintedName = person.PrintedName,
            Function = function ?? person.RoleInForce ?? "",
            Meaning = meaning ?? "",
            At = now,
            AuthenticationMethod = proof.Method,
            AuthenticatedAt = proof.At,
        };
}

/// <summary>How someone proved who they are.</summary>
/// <param name="Method">How: <c>password</c>, <c>password+totp</c>, <c>passkey</c>, <c>single-sign-on</c>.</param>
/// <param name="At">When.</param>
public sealed record SigningProof(string Method, DateTimeOffset At);
