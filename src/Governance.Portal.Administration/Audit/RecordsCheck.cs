using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Models;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Contracts;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Audit;

/// <summary>Versions, evidence and sign-offs say what the log says of them, and neither has one that the other has not.</summary>
internal sealed class RecordsCheck(IDbContextFactory<GovernanceDbContext> dbFactory) : IInstallationCheck
{
    private static readonly string[] s_versions = ["version.registered", "artifact.stored"];
    private static readonly string[] s_evidence = ["evidence.added", "evidence.withdrawn"];
    private static readonly string[] s_signOffs = ["promotion.signed", "promotion.voided", "promotion.revoked"];

    public string Subject => "versions, evidence and sign-offs";

    public async IAsyncEnumerable<string> FindAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        await using var moment = await db.ReadAtOneMomentAsync(ct);
        await foreach (var sentence in VersionsAsync(db, ct))
        {
            yield return sentence;
        }

        await foreach (var sentence in EvidenceAsync(db, ct))
        {
            yield return sentence;
        }

        await foreach (var sentence in SignOffsAsync(db, ct))
        {
            yield return sentence;
        }
    }

    private static async IAsyncEnumerable<string> VersionsAsync(GovernanceDbContext db, [EnumeratorCancellation] CancellationToken ct)
    {
        var registered = new Dictionary<string, LoggedFact>(StringComparer.Ordinal);
        var stored = new Dictionary<string, LoggedFact>(StringComparer.Ordinal);
        await foreach (var fact in LoggedFact.ReadAsync(db, s_versions, ct))
        {
            (fact.Action == "version.registered" ? registered : stored)[fact.Subject] = fact;
        }

        await foreach (var version in db.Versions.AsNoTracking().AsAsyncEnumerable().WithCancellation(ct))
        {
            registered.Remove(version.Id, out var entry);
            if (Versions.Fault(version, entry, stored.GetValueOrDefault(version.Id)) is { } fault)
            {
                yield return $"The version {version.Id} was changed: {fault}.";
            }
        }

        foreach (var missing in registered.Values)
        {
            yield return $"The version {missing.Subject} recorded in log entry {missing.Index} is missing.";
        }
    }

    private static async IAsyncEnumerable<string> EvidenceAsync(GovernanceDbContext db, [EnumeratorCancellation] CancellationToken ct)
    {
        var added = new Dictionary<string, LoggedFact>(StringComparer.Ordinal);
        var withdrawn = new Dictionary<string, LoggedFact>(StringComparer.Ordinal);
        await foreach (var fact in LoggedFact.ReadAsync(db, s_evidence, ct))
        {
            (fact.Action == "evidence.withdrawn" ? withdrawn : added)[fact.Subject] = fact;
        }

        await foreach (var evidence in db.Evidence.AsNoTracking().AsAsyncEnumerable().WithCancellation(ct))
        {
            added.Remove(evidence.Id.ToString(), out var entry);
            if (entry is null)
            {
                yield return $"The evidence {evidence.Id} has no entry in the log.";
            }
            else if (!Agrees(evidence, entry))
            {
                yield return $"The evidence {evidence.Id} was changed: it differs from log entry {entry.Index}.";
            }
            else if (Withdrawal(evidence, withdrawn.GetValueOrDefault(evidence.Id.ToString())) is { } fault)
            {
                yield return $"The evidence {evidence.Id} was changed: {fault}.";
            }
        }

        foreach (var missing in added.Values)
        {
            yield return $"The evidence {missing.Subject} recorded in log entry {missing.Index} is missing.";
        }
    }

    private static async IAsyncEnumerable<string> SignOffsAsync(GovernanceDbContext db, [EnumeratorCancellation] CancellationToken ct)
    {
        var signed = new Dictionary<string, LoggedFact>(StringComparer.Ordinal);
        var ended = new Dictionary<string, SignOffStatus>(StringComparer.Ordinal);
        await foreach (var fact in LoggedFact.ReadAsync(db, s_signOffs, ct))
        {
            if (fact.Action == "promotion.voided")
            {
                foreach (var id in fact.Data.GetProperty("signOffs").EnumerateArray())
                {
                    ended[id.GetString()!] = SignOffStatus.Void;
                }
            }
            else if (fact.Text("signOff") is { } id)
            {
                if (fact.Action == "promotion.signed")
                {
                    signed[id] = fact;
                }
                else
                {
                    ended[id] = SignOffStatus.Revoked;
                }
            }
        }

        await foreach (var signOff in db.SignOffs.AsNoTracking().AsAsyncEnumerable().WithCancellation(ct))
        {
            var id = signOff.Id.ToString();
            signed.Remove(id, out var entry);
            if (entry is null)
            {
                yield return $"The sign-off {id} has no entry in the log.";
            }
            else if (SignOffs.Fault(signOff, entry, ended.TryGetValue(id, out var status) ? status : null) is { } fault)
            {
                yield return $"The sign-off {id} was changed: {fault}.";
            }
        }

        foreach (var missing in signed.Values)
        {
            yield return $"The sign-off {missing.Text("signOff")} recorded in log entry {missing.Index} is missing.";
        }
    }

    private static bool Agrees(Evidence evidence, LoggedFact entry) =>
        entry.Agrees("model", evidence.Model)
        && entry.Agrees("version", evidence.Version)
        && entry.Agrees("kind", WireName.Of(evidence.Kind))
        && entry.Text("sha256") == evidence.Sha256
        && entry.Agrees("sizeBytes", evidence.SizeBytes.ToString(CultureInfo.InvariantCulture))
        && entry.Agrees("mediaType", evidence.MediaType)
        && entry.Agrees("artifactSha256", evidence.ArtifactSha256)
        && entry.Agrees("producedAt", CanonicalJson.Time(evidence.ProducedAt))
        && entry.Agrees("describedSha256", evidence.DescribedSha256())
        && entry.Agrees("factsSha256", Sha256Hex.Of(Encoding.UTF8.GetBytes(evidence.FactsJson)))
        && entry.Actor == evidence.AddedBy
        && Instants.Same(evidence.AddedAt, entry.Time);

    private static string? Withdrawal(Evidence evidence, LoggedFact? entry)
    {
        if (evidence.WithdrawnAt is not { } at)
        {
            return entry is null ? null : $"it is marked as valid, but log entry {entry.Index} withdraws it";
        }

        if (entry is null)
        {
            return "it is marked as withdrawn, but no log entry states this";
        }

        var words = evidence.WithdrawalReason is { Text: { } text, Salt: { } salt }
            ? SaltedText.Of(text, salt).Sha256
            : evidence.WithdrawalReason?.Sha256;
        return
            Instants.Same(at, entry.Time)
            && entry.Actor == evidence.WithdrawnBy
            && entry.ActorName == evidence.WithdrawnByName
            && words == evidence.WithdrawalReason?.Sha256
            && words == entry.Text("reasonSha256")
            ? null
            : $"its withdrawal is not the one in log entry {entry.Index}";
    }

    private static class Versions
    {
        public static string? Fault(ModelVersion version, LoggedFact? registered, LoggedFact? stored)
        {
            if (registered is null)
            {
                return "no log entry registers it";
            }

            if (Sha256Hex.Of(version.ManifestBytes) != version.ManifestSha256 || registered.Text("versionSha256") != version.ManifestSha256)
            {
                return $"what was registered does not match the digest in log entry {registered.Index}";
            }

            if (
                !SaysWhatWasRegistered(version)
                || !registered.Agrees("number", version.Number.ToString(CultureInfo.InvariantCulture))
                || registered.Actor != version.RegisteredBy
                || !Instants.Same(version.RegisteredAt, registered.Time)
            )
            {
                return $"its columns differ from what was registered with log entry {registered.Index}";
            }

            if (version.ArtifactStoredAt is not { } at)
            {
                return stored is null ? null : $"its artifact is marked as not stored, but log entry {stored.Index} states that it is";
            }

            if (stored is null)
            {
                return "its artifact is marked as stored, but no log entry states this";
            }

            return
                stored.Text("sha256") == version.ArtifactSha256
                && stored.Agrees("sizeBytes", version.ArtifactSizeBytes.ToString(CultureInfo.InvariantCulture))
                && Instants.Same(at, stored.Time)
                ? null
                : $"its artifact is not the one in log entry {stored.Index}";
        }

        private static bool SaysWhatWasRegistered(ModelVersion version)
        {
            try
            {
                var manifest = version.ReadManifest();
                return manifest.Model == version.Model
                    && manifest.Version == version.Version
                    && string.Equals(version.VersionKey, version.Version, StringComparison.OrdinalIgnoreCase)
                    && !version.VersionKey.Any(char.IsAsciiLetterUpper)
                    && (
                        manifest.Artifact.IsDeclared || version.ArtifactStoredAt is null
                            ? manifest.Artifact.Sha256 == version.ArtifactSha256 && manifest.Artifact.SizeBytes == version.ArtifactSizeBytes
                            : Sha256Hex.IsValid(version.ArtifactSha256)
                    ) // then the entry of the stored file says which
                    && manifest.Artifact.MediaType == version.ArtifactMediaType;
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
            {
                return false;
            }
        }
    }

    private static class SignOffs
    {
        public static string? Fault(SignOff signOff, LoggedFact entry, SignOffStatus? ended)
        {
            if (signOff.Attestation.LogIndex != entry.Index)
            {
                return $"it points to log entry {signOff.Attestation.LogIndex}, but is in entry {entry.Index}";
            }

            var authentication = entry.Data.TryGetProperty("authentication", out var proof) ? proof : default;
            if (
                entry.Subject != signOff.Promotion.ToString()
                || entry.Actor != $"user:{signOff.Attestation.Person}"
                || entry.ActorName != signOff.Attestation.PrintedName
                // A statement signed with a passkey is older than its entry, which then names its time.
                || !Instants.Same(signOff.Attestation.At, entry.Text("signedAt") ?? entry.Time)
                || !entry.Agrees("role", WireName.Of(signOff.Role))
                || !entry.Agrees("decision", WireName.Of(signOff.Decision))
                || entry.Text("bundleDigest") != signOff.BundleDigest
                || !entry.Agrees("commentSha256", signOff.Comment?.Sha256)
                || !entry.Agrees("conditionSha256", signOff.Condition?.Sha256)
                || !entry.Agrees("soonAfterReset", signOff.SoonAfterReset.ToString())
                || (
                    authentication.ValueKind is JsonValueKind.Object
                    && authentication.GetProperty("method").GetString() != signOff.Attestation.AuthenticationMethod
                )
                || (
                    authentication.ValueKind is JsonValueKind.Object
                    && authentication.GetProperty("at").GetString() != CanonicalJson.Time(signOff.Attestation.AuthenticatedAt)
                )
            )
            {
                return $"it differs from log entry {entry.Index}";
            }

            if (!Holds(signOff.Comment) || !Holds(signOff.Condition))
            {
                return $"its text differs from log entry {entry.Index}";
            }

            var live = ended is null;
            return signOff.Live == live
                && (live ? signOff.Status is not (SignOffStatus.Void or SignOffStatus.Revoked) : signOff.Status == ended)
                    ? null
                : live ? "it is marked as no longer valid, but no log entry states this"
                : $"it is marked as {WireName.Of(signOff.Status)}, but the log states {WireName.Of(ended!.Value)}";
        }

        // Erased words leave their digest.
        private static bool Holds(SaltedText? words) =>
            words switch
            {
                null or { Text: null, Salt: null } => true,
                { Text: { } text, Salt: { } salt } => SaltedText.Of(text, salt).Sha256 == words.Sha256,
                _ => false,
            };
    }

    private static class Instants
    {
        // To the tick: an action's instant has no more than milliseconds, see ActionRunner.
        public static bool Same(DateTimeOffset row, string logged) =>
            CanonicalJson.Time(row) == logged && row.UtcTicks % TimeSpan.TicksPerMillisecond == 0;
    }
}
