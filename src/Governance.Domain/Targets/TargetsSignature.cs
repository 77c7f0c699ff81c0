using Governance.Domain.Approvals;
using Governance.Domain.Systems;

namespace Governance.Domain.Targets;

/// <summary>The signature under a version of the appetite and targets of a system.</summary>
public sealed class TargetsSignature
{
    private TargetsSignature() { }

    /// <summary>The system.</summary>
    public SystemId System { get; private init; }

    /// <summary>The version.</summary>
    public SystemTargetsId Targets { get; private init; }

    /// <summary>SHA-256 of the content that was signed.</summary>
    public string ContentSha256 { get; private init; } = "";

    /// <summary>Who signed it, and how we know.</summary>
    public Attestation Attestation { get; private init; } = null!;

    internal static TargetsSignature Of(
        SystemTargets targets,
        string contentSha256,
        Signer person,
        SigningProof proof,
        DateTimeOffset now
    ) =>
        new()
        {
            System = targets.System,
            Targets = targets.Id,
            ContentSha256 = contentSha256,
            Attestation = Attestation.Of(person, proof, now),
        };
}
