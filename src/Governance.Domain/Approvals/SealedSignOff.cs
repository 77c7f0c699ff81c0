using System.Text.Json;
using Governance.Domain.Identity;
using Governance.Transparency;

namespace Governance.Domain.Approvals;

/// <summary>What the body of a sealed sign-off says. Read it only after the seal on it was verified.</summary>
/// <param name="Promotion">The promotion.</param>
/// <param name="BundleDigest">The bundle that was signed.</param>
/// <param name="ArtifactSha256">The artifact.</param>
/// <param name="SignOff">The decision's id.</param>
/// <param name="Role">The slot.</param>
/// <param name="Decision">The decision.</param>
/// <param name="Signer">The person.</param>
/// <param name="DelegatedFrom">In whose name, or null.</param>
/// <param name="PolicySha256">The policies that were evaluated.</param>
/// <param name="GateResultSha256">What the gate said.</param>
public sealed record SealedSignOff(
    string? Promotion,
    string? BundleDigest,
    string? ArtifactSha256,
    string? SignOff,
    string? Role,
    string? Decision,
    string? Signer,
    string? DelegatedFrom,
    string? PolicySha256,
    string? GateResultSha256
)
{
    /// <summary>Reads the body; null when it is no sign-off.</summary>
    public static SealedSignOff? Read(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var json = JsonDocument.Parse(payload);
            var statement = json.RootElement;
            var predicate = statement.GetProperty("predicate");
            var (about, artifact) = (statement.GetProperty("subject")[0], statement.GetProperty("subject")[1]);
            var promotion = predicate.GetProperty("promotion").GetString();
            return
                statement.GetProperty("_type").GetString() != SignOffStatement.StatementType
                || statement.GetProperty("predicateType").GetString() != SignOffStatement.PredicateType
                || about.GetProperty("name").GetString() != promotion
                ? null
                : new SealedSignOff(
                    promotion,
                    about.GetProperty("digest").GetProperty("sha256").GetString(),
                    artifact.GetProperty("digest").GetProperty("sha256").GetString(),
                    predicate.GetProperty("signOff").GetString(),
                    predicate.GetProperty("role").GetString(),
                    predicate.GetProperty("decision").GetString(),
                    predicate.GetProperty("signer").GetProperty("id").GetString(),
                    predicate.GetProperty("delegatedFrom").GetString(),
                    predicate.GetProperty("policySha256").GetString(),
                    predicate.GetProperty("gateResultSha256").GetString()
                );
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>True when it is exactly this decision on this promotion as it is bound now.</summary>
    public bool Says(Promotion promotion, SignOff signOff)
    {
        ArgumentNullException.ThrowIfNull(promotion);
        ArgumentNullException.ThrowIfNull(signOff);
        return Promotion == promotion.Id.ToString()
            && BundleDigest == promotion.BundleDigest
            && SignOff == signOff.Id.ToString()
            && Role == WireName.Of(signOff.Role)
            && Decision == WireName.Of(signOff.Decision)
            && Signer == signOff.Attestation.Person.ToString()
            && DelegatedFrom == signOff.DelegatedFrom?.ToString();
    }
}

/// <summary>What the body of a sealed confirmation of an emergency override says. Read it only after the seal on it was verified.</summary>
/// <param name="Override">The override.</param>
/// <param name="Promotion">The promotion.</param>
/// <param name="BundleDigest">The bundle that was shown.</param>
/// <param name="ArtifactSha256">The artifact.</param>
/// <param name="Step"><c>requested</c> or <c>granted</c>.</param>
/// <param name="Stage">The stage it opens.</param>
/// <param name="ExpiresAt">Until when, as it was known at that step.</param>
/// <param name="Role">The role the person worked in.</param>
/// <param name="Signer">The person.</param>
public sealed record SealedConfirmation(
    string? Override,
    string? Promotion,
    string? BundleDigest,
    string? ArtifactSha256,
    string? Step,
    string? Stage,
    string? ExpiresAt,
    string? Role,
    string? Signer
)
{
    /// <summary>Reads the body; null when it is no confirmation.</summary>
    public static SealedConfirmation? Read(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var json = JsonDocument.Parse(payload);
            var statement = json.RootElement;
            var predicate = statement.GetProperty("predicate");
            var (about, artifact) = (statement.GetProperty("subject")[0], statement.GetProperty("subject")[1]);
            var promotion = predicate.GetProperty("promotion").GetString();
            return
                statement.GetProperty("_type").GetString() != SignOffStatement.StatementType
                || statement.GetProperty("predicateType").GetString() != OverrideStatement.PredicateType
                || about.GetProperty("name").GetString() != promotion
                ? null
                : new SealedConfirmation(
                    predicate.GetProperty("override").GetString(),
                    promotion,
                    about.GetProperty("digest").GetProperty("sha256").GetString(),
                    artifact.GetProperty("digest").GetProperty("sha256").GetString(),
                    predicate.GetProperty("step").GetString(),
                    predicate.GetProperty("stage").GetString(),
                    predicate.GetProperty("expiresAt").GetString(),
                    predicate.GetProperty("role").GetString(),
                    predicate.GetProperty("signer").GetProperty("id").GetString()
                );
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>True when it is this confirmation of this override, and opens what the override opens.</summary>
    public bool Says(EmergencyOverride emergency, OverrideConfirmation confirmation)
    {
        ArgumentNullException.ThrowIfNull(emergency);
        ArgumentNullException.ThrowIfNull(confirmation);
        return Override == emergency.Id.ToString()
            && Promotion == emergency.Promotion.ToString()
            && BundleDigest == confirmation.BundleDigest
            && ArtifactSha256 == emergency.ArtifactSha256
            && Stage == WireName.Of(emergency.Stage)
            && (Step != "granted" || ExpiresAt == CanonicalJson.Time(emergency.ExpiresAt))
            && Role == confirmation.Attestation.Function
            && Role is (Roles.RiskOfficer or Roles.SecurityReviewer)
            && Signer == confirmation.Attestation.Person.ToString();
    }
}
