using Governance.Domain.Approvals;
using Governance.Domain.Identity;

namespace Governance.Domain.Gates;

/// <summary>One of the two approvals of a proposed policy.</summary>
public sealed class PolicyApproval
{
    private PolicyApproval() { }

    /// <summary>Row number.</summary>
    public long Id { get; private init; }

    /// <summary>The proposal.</summary>
    public PolicyProposalId Proposal { get; private init; }

    /// <summary>Who.</summary>
    public UserId Person { get; private init; }

    /// <summary>Their printed name at the time.</summary>
    public string PrintedName { get; private init; } = "";

    /// <summary>The role they worked in.</summary>
    public string Role { get; private init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset At { get; private init; }

    /// <summary>How they proved who they are.</summary>
    public string AuthenticationMethod { get; private init; } = "";

    /// <summary>When they proved it.</summary>
    public DateTimeOffset AuthenticatedAt { get; private init; }

    /// <summary>Its entry in the log.</summary>
    public long? LogIndex { get; set; }

    internal static PolicyApproval Of(PolicyProposalId proposal, Signer person, SigningProof proof, DateTimeOffset now) =>
        new()
        {
            Proposal = proposal,
            Person = person.Id,
            PrintedName = person.PrintedName,
            Role = person.RoleInForce ?? "",
            At = now,
            AuthenticationMethod = proof.Method,
            AuthenticatedAt = proof.At,
        };
}
