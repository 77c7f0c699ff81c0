using Governance.Domain.Approvals;
using Governance.Domain.Identity;

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

    /// <summary>Who.</summary>
    public UserId Person { get; private init; }

    /// <summary>Their printed name at the time.</summary>
    public string PrintedName { get; private init; } = "";

    /// <summary>The role they worked in.</summary>
    public string Role { get; private init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset At { get; private init; }

    /// <summary>Why, for a refusal or an early end.</summary>
    public SaltedText? Reason { get; private init; }

    /// <summary>How they proved who they are.</summary>
    public string AuthenticationMethod { get; private init; } = "";

    /// <summary>When they proved it.</summary>
    public DateTimeOffset AuthenticatedAt { get; private init; }

    /// <summary>Its entry in the log.</summary>
    public long? LogIndex { get; set; }

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
            Person = person.Id,
            PrintedName = person.PrintedName,
            Role = person.RoleInForce ?? "",
            At = now,
            Reason = reason is null ? null : SaltedText.Of(reason),
            AuthenticationMethod = proof.Method,
            AuthenticatedAt = proof.At,
        };
}
