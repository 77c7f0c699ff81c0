using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Transparency;

namespace Governance.Domain.Approvals;

/// <summary>
/// What is signed, word for word: an in-toto statement (v1) whose subjects are the promotion, by the digest of its evidence bundle, and
/// the artifact. Its bytes are stored with the decision and never written again to be verified.
/// </summary>
public sealed record SignOffStatement
{
    /// <summary>Type of an in-toto statement.</summary>
    public const string StatementType = "https://in-toto.io/Statement/v1";

    /// <summary>Our predicate.</summary>
    public const string PredicateType = "urn:governance:sign-off:v1";

    /// <summary>The decision.</summary>
    public required SignOff SignOff { get; init; }

    /// <summary>Name of the artifact: model and version.</summary>
    public required string ArtifactName { get; init; }

    /// <summary>Digest of the artifact.</summary>
    public required string ArtifactSha256 { get; init; }

    /// <summary>The session in which it was signed, by the digest of its id.</summary>
    public required string? SessionSha256 { get; init; }

    /// <summary>Digest of the policies that were evaluated.</summary>
    public required string PolicySha256 { get; init; }

    /// <summary>Digest of what the gate said.</summary>
    public required string GateResultSha256 { get; init; }

    /// <summary>True when the policies let the makers of the version sign it; named in the statement only then.</summary>
    public bool MakersMaySign { get; init; }

    /// <summary>The canonical bytes.</summary>
    public byte[] ToBytes()
    {
        var predicate = Predicate();
        if (SignOff.Batch is { } batch)
        {
            // Only there when it says something: a decision by itself has the statement it always had.
            predicate["batch"] = batch.ToJson();
        }

        if (MakersMaySign)
        {
            predicate["makersMaySign"] = true;
        }

        return CanonicalJson.Serialize(
            new JsonObject
            {
                ["_type"] = StatementType,
                ["subject"] = new JsonArray(
                    Subject(SignOff.Promotion.ToString(), SignOff.BundleDigest),
                    Subject(ArtifactName, ArtifactSha256)
                ),
                ["predicateType"] = PredicateType,
                ["predicate"] = predicate,
            }
        );
    }

    private JsonObject Predicate() =>
        new()
        {
            ["signOff"] = SignOff.Id.ToString(),
            ["promotion"] = SignOff.Promotion.ToString(),
            ["role"] = WireName.Of(SignOff.Role),
            ["decision"] = WireName.Of(SignOff.Decision),
            ["meaning"] = SignOff.Attestation.Meaning,
            ["reasonSha256"] = SignOff.Comment?.Sha256,
            ["conditionSha256"] = SignOff.Condition?.Sha256,
            ["signer"] = new JsonObject
            {
                ["id"] = SignOff.Attestation.Person.ToString(),
                ["printedName"] = SignOff.Attestation.PrintedName,
            },
            ["authentication"] = new JsonObject
            {
                ["method"] = SignOff.Attestation.AuthenticationMethod,
                ["at"] = CanonicalJson.Time(SignOff.Attestation.AuthenticatedAt),
                ["sessionSha256"] = SessionSha256,
            },
            ["policySha256"] = PolicySha256,
            ["gateResultSha256"] = GateResultSha256,
            ["delegatedFrom"] = SignOff.DelegatedFrom?.ToString(),
            ["time"] = CanonicalJson.Time(SignOff.Attestation.At),
        };

    /// <summary>
    /// Whether an envelope is a statement on this promotion and this bundle, sealed by this key. Everything a stranger needs to ask.
    /// </summary>
    /// <param name="envelope">The envelope.</param>
    /// <param name="seal">The organisation's seal.</param>
    /// <param name="promotion">The promotion it is presented for.</param>
    /// <param name="bundleDigest">The bundle it is presented for.</param>
    /// <param name="statementSha256">What the log's entry says its body hashes to.</param>
    /// <returns>What is wrong, in words; null when all of it holds.</returns>
    public static string? Doubts(DsseEnvelope envelope, DsseKey seal, PromotionId promotion, string bundleDigest, string statementSha256)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(seal);
        if (envelope.PayloadType != DsseEnvelope.InTotoType || envelope.SignedBy([seal]).Count == 0)
        {
            return "The envelope is not sealed with this key.";
        }

        if (envelope.PayloadSha256 != statementSha256)
        {
            return "The log refers to another statement.";
        }

        // Only now are the bytes looked into: they are ours.
        using var json = JsonDocument.Parse(envelope.Payload);
        var statement = json.RootElement;
        if (
            statement.GetProperty("_type").GetString() != StatementType
            || statement.GetProperty("predicateType").GetString() != PredicateType
        )
        {
            return "The sealed document is not a sign-off.";
        }

        var subject = statement.GetProperty("subject")[0];
        if (
            subject.GetProperty("name").GetString() != promotion.ToString()
            || statement.GetProperty("predicate").GetProperty("promotion").GetString() != promotion.ToString()
        )
        {
            return $"The statement is about {subject.GetProperty("name").GetString()}, not about {promotion}.";
        }

        return subject.GetProperty("digest").GetProperty("sha256").GetString() == bundleDigest
            ? null
            : "The statement refers to another evidence bundle.";
    }

    internal static JsonObject Subject(string name, string sha256) =>
        new()
        {
            ["name"] = name,
            ["digest"] = new JsonObject { ["sha256"] = sha256 },
        };
}
