using Governance.Domain.Approvals;

namespace Governance.Domain.Gates;

/// <summary>One of the two approvals of a proposed policy.</summary>
public sealed class PolicyApproval
{
    private PolicyApproval() { }

    /// <summary>Row number.</summary>
    public long Id { get; private init; }

    /// <summary>The proposal.</summary>
    public PolicyProposalId Proposal { get; private init; }

    /// <summary>Who approved, and how we know.</summary>
    public Attestation Attestation { get; private init; } = null!;

    internal static PolicyApproval Of(PolicyProposalId proposal, Signer person, SigningProof proof, DateTimeOffset now) =>
        new() { Proposal = proposal, Attestation = Attestation.Of(person, proof, now) };
}
