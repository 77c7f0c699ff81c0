namespace Governance.Domain.Models;

/// <summary>Refusals about attestations of evidence.</summary>
public static class AttestationRefusals
{
    /// <summary>They developed the version.</summary>
    public static Refusal DevelopedIt { get; } =
        new(
            "evidence.attested-by-developer",
            $"You developed this version, so you cannot attest its evidence. Someone independent must do it.",
            RefusalKind.Forbidden
        );

    /// <summary>They ask for its promotion.</summary>
    public static Refusal RequestedIt { get; } =
        new(
            "evidence.attested-by-requester",
            $"You requested a promotion of this version, so you cannot attest its evidence. Someone independent must do it.",
            RefusalKind.Forbidden
        );

    /// <summary>The piece is another than was shown.</summary>
    public static Refusal DigestDiffers { get; } =
        Refusal.Field("evidence.attested-digest-differs", "sha256", $"Give the SHA-256 of the evidence that you read.");

    /// <summary>No such attestation.</summary>
    public static Refusal NotFound { get; } =
        new("evidence.attestation-not-found", $"This evidence has no attestation with this number.", RefusalKind.NotFound);

    /// <summary>They filed it.</summary>
    public static Refusal FiledIt(EvidenceId id) =>
        new(
            "evidence.attested-by-filer",
            $"You filed {id}, so you cannot attest it. Someone independent must do it.",
            RefusalKind.Forbidden
        );

    /// <summary>They attested it before.</summary>
    public static Refusal AlreadyAttested(EvidenceId id) =>
        new("evidence.attested-already", $"You have already attested {id}.", RefusalKind.Conflict);
}
