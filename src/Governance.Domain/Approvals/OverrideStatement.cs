using System.Text.Json.Nodes;
using Governance.Transparency;

namespace Governance.Domain.Approvals;

/// <summary>
/// What is signed when someone confirms an emergency override: an in-toto statement (v1) whose subjects are the promotion, by the digest
/// of its evidence bundle, and the artifact. Its bytes are stored with the confirmation and never written again to be verified.
/// </summary>
/// <param name="Emergency">The override, with this confirmation in it.</param>
/// <param name="Confirmation">One of its two confirmations.</param>
public sealed record OverrideStatement(EmergencyOverride Emergency, OverrideConfirmation Confirmation)
{
    /// <summary>Our predicate.</summary>
    public const string PredicateType = "urn:governance:override:v1";

    /// <summary>What a confirmation means, in words.</summary>
    /// <param name="first">True for the first of the two.</param>
    public static string MeaningOf(bool first) =>
        first
            ? "I request that this version be deployed before it is signed off. I have read the evidence bundle."
            : "I confirm that this version may be deployed before it is signed off. I have read the evidence bundle.";

    /// <summary>The canonical bytes.</summary>
    public byte[] ToBytes()
    {
        var first = ReferenceEquals(Emergency.Confirmations[0], Confirmation);
        return CanonicalJson.Serialize(
            new JsonObject
            {
                ["_type"] = SignOffStatement.StatementType,
                ["subject"] = new JsonArray(
                    SignOffStatement.Subject(Emergency.Promotion.ToString(), Confirmation.BundleDigest),
                    SignOffStatement.Subject($"{Emergency.Model}@{Emergency.Version}", Emergency.ArtifactSha256)
                ),
                ["predicateType"] = PredicateType,
                ["predicate"] = new JsonObject
                {
                    ["override"] = Emergency.Id.ToString(),
                    ["promotion"] = Emergency.Promotion.ToString(),
                    ["step"] = first ? "requested" : "granted",
                    ["meaning"] = MeaningOf(first),
                    ["stage"] = WireName.Of(Emergency.Stage),
                    ["hours"] = Emergency.Hours,
                    ["expiresAt"] = CanonicalJson.Time(Emergency.ExpiresAt),
                    ["reasonSha256"] = Confirmation.Reason.Sha256,
                    ["role"] = Confirmation.Attestation.Function,
                    ["signer"] = new JsonObject
                    {
                        ["id"] = Confirmation.Attestation.Person.ToString(),
                        ["printedName"] = Confirmation.Attestation.PrintedName,
                    },
                    ["authentication"] = new JsonObject
                    {
                        ["method"] = Confirmation.Attestation.AuthenticationMethod,
                        ["at"] = CanonicalJson.Time(Confirmation.Attestation.AuthenticatedAt),
                    },
                    ["time"] = CanonicalJson.Time(Confirmation.Attestation.At),
                },
            }
        );
    }
}
