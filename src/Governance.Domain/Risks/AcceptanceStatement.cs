using System.Text.Json.Nodes;
using Governance.Domain.Approvals;
using Governance.Transparency;

namespace Governance.Domain.Risks;

/// <summary>
/// What is signed when someone accepts a risk: an in-toto statement (v1) whose subject is the risk by the digest of what was on the
/// screen. Its bytes are stored with the signature and never written again to be verified.
/// </summary>
/// <param name="Acceptance">The acceptance, with this signature in it.</param>
/// <param name="Signature">One of its signatures.</param>
public sealed record AcceptanceStatement(RiskAcceptance Acceptance, AcceptanceSignature Signature)
{
    /// <summary>Our predicate.</summary>
    public const string PredicateType = "urn:governance:risk-acceptance:v1";

    /// <summary>What a signature means, in words.</summary>
    public const string Meaning = "I accept this residual risk until the acceptance expires. I have read the risk as it stands.";

    /// <summary>The canonical bytes.</summary>
    public byte[] ToBytes() =>
        CanonicalJson.Serialize(
            new JsonObject
            {
                ["_type"] = SignOffStatement.StatementType,
                ["subject"] = new JsonArray(SignOffStatement.Subject(Acceptance.Risk.ToString(), Acceptance.RiskSha256)),
                ["predicateType"] = PredicateType,
                ["predicate"] = new JsonObject
                {
                    ["risk"] = Acceptance.Risk.ToString(),
                    ["meaning"] = Meaning,
                    ["likelihood"] = Acceptance.Likelihood,
                    ["impact"] = Acceptance.Impact,
                    ["score"] = Acceptance.Accepted.Score,
                    ["band"] = WireName.Of(Acceptance.Accepted.Band),
                    ["expiresAt"] = CanonicalJson.Time(Acceptance.ExpiresAt),
                    ["reasonSha256"] = Signature.Reason.Sha256,
                    ["role"] = Signature.Attestation.Function,
                    ["signer"] = new JsonObject
                    {
                        ["id"] = Signature.Attestation.Person.ToString(),
                        ["printedName"] = Signature.Attestation.PrintedName,
                    },
                    ["authentication"] = new JsonObject
                    {
                        ["method"] = Signature.Attestation.AuthenticationMethod,
                        ["at"] = CanonicalJson.Time(Signature.Attestation.AuthenticatedAt),
                    },
                    ["time"] = CanonicalJson.Time(Signature.Attestation.At),
                },
            }
        );
}
