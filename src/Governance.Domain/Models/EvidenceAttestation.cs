using System.Text.Json.Nodes;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Transparency;

namespace Governance.Domain.Models;

/// <summary>People who are not independent of a piece of evidence.</summary>
/// <param name="Filers">Those behind who filed it.</param>
/// <param name="Developers">Those behind who registered its version and stored the artifact.</param>
/// <param name="Requesters">Those who ask for a promotion of the version that is open or approved.</param>
public sealed record EvidenceParties(
    IReadOnlyCollection<UserId> Filers,
    IReadOnlyCollection<UserId> Developers,
    IReadOnlyCollection<UserId> Requesters
);

/// <summary>
/// That a validator puts their name to a piece of evidence: an electronic signature with a fresh proof of identity, sealed like a sign-off.
/// </summary>
public sealed class EvidenceAttestation
{
    /// <summary>The words a validator puts their name to.</summary>
    public const string Meaning = "I have reviewed this evidence independently and attest that it is sound.";

    private EvidenceAttestation() { }

    /// <summary>The model's name.</summary>
    public string Model { get; private init; } = "";

    /// <summary>The version's name.</summary>
    public string Version { get; private init; } = "";

    /// <summary>The evidence.</summary>
    public EvidenceId Evidence { get; private init; }

    /// <summary>Counts the attestations of the piece, from 1 up.</summary>
    public int Number { get; private init; }

    /// <summary>Digest of the evidence that was attested.</summary>
    public string Sha256 { get; private init; } = "";

    /// <summary>Who attested, and how we know, with the sealed statement.</summary>
    public Attestation Attestation { get; private init; } = null!;

    /// <summary>Attests a piece of evidence.</summary>
    /// <param name="evidence">The piece.</param>
    /// <param name="shownSha256">The digest that was on the screen.</param>
    /// <param name="parties">Who is not independent of it.</param>
    /// <param name="before">Attestations it has.</param>
    /// <param name="person">Who attests.</param>
    /// <param name="proof">How they proved who they are.</param>
    /// <param name="now">The server's clock.</param>
    public static Result<EvidenceAttestation> Attest(
        Evidence evidence,
        string? shownSha256,
        EvidenceParties parties,
        IReadOnlyCollection<EvidenceAttestation> before,
        Signer person,
        SigningProof proof,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(parties);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(person);
        if (evidence.WithdrawnAt is not null)
        {
            return ModelRefusals.EvidenceWithdrawn(evidence.Id);
        }

        if (WhyNotIndependent(evidence.Id, parties, person.Id) is { } refusal)
        {
            return refusal;
        }

        if (before.Any(a => a.Attestation.Person == person.Id))
        {
            return AttestationRefusals.AlreadyAttested(evidence.Id);
        }

        return shownSha256 != evidence.Sha256
            ? AttestationRefusals.DigestDiffers
            : new EvidenceAttestation
            {
                Model = evidence.Model,
                Version = evidence.Version,
                Evidence = evidence.Id,
                Number = before.Count + 1,
                Sha256 = evidence.Sha256,
                Attestation = Attestation.Of(person, proof, now),
            };
    }

    /// <summary>Why this person does not attest this piece; null when they may.</summary>
    public static Refusal? WhyNotIndependent(EvidenceId evidence, EvidenceParties parties, UserId person)
    {
        ArgumentNullException.ThrowIfNull(parties);
        return parties.Filers.Contains(person) ? AttestationRefusals.FiledIt(evidence)
            : parties.Developers.Contains(person) ? AttestationRefusals.DevelopedIt
            : parties.Requesters.Contains(person) ? AttestationRefusals.RequestedIt
            : null;
    }

    /// <summary>
    /// What is sealed: an in-toto statement (v1) about the evidence, by its digest. Its bytes are stored and never written again to be
    /// verified.
    /// </summary>
    public byte[] ToStatement() =>
        CanonicalJson.Serialize(
            new JsonObject
            {
                ["_type"] = SignOffStatement.StatementType,
                ["subject"] = new JsonArray(SignOffStatement.Subject(Evidence.ToString(), Sha256)),
                ["predicateType"] = "urn:governance:evidence-attestation:v1",
                ["predicate"] = new JsonObject
                {
                    ["evidence"] = Evidence.ToString(),
                    ["version"] = ModelName.Of(Model, Version),
                    ["number"] = Number,
                    ["meaning"] = Meaning,
                    ["role"] = Attestation.Function,
                    ["signer"] = new JsonObject { ["id"] = Attestation.Person.ToString(), ["printedName"] = Attestation.PrintedName },
                    ["authentication"] = new JsonObject
                    {
                        ["method"] = Attestation.AuthenticationMethod,
                        ["at"] = CanonicalJson.Time(Attestation.AuthenticatedAt),
                    },
                    ["time"] = CanonicalJson.Time(Attestation.At),
                },
            }
        );
}
