using System.Runtime.CompilerServices;
using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Models;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Contracts;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Audit;

/// <summary>
/// Signed statements, those of emergency overrides and attested evidence too, and signatures of artifacts are, byte for byte, those that
/// the log names.
/// </summary>
internal sealed class SignaturesCheck(IDbContextFactory<GovernanceDbContext> dbFactory) : IInstallationCheck
{
    private static readonly string[] s_signed = ["promotion.signed"];
    private static readonly string[] s_overrides = ["override.requested", "override.granted"];
    private static readonly string[] s_attested = ["evidence.attested"];
    private static readonly string[] s_stored = ["signature.stored"];

    public string Subject => "signatures";

    public async IAsyncEnumerable<string> FindAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        await using var moment = await db.ReadAtOneMomentAsync(ct);
        await foreach (var sentence in StatementsAsync(db, ct))
        {
            yield return sentence;
        }

        await foreach (var sentence in OverridesAsync(db, ct))
        {
            yield return sentence;
        }

        await foreach (var sentence in AttestationsAsync(db, ct))
        {
            yield return sentence;
        }

        await foreach (var sentence in ModelsAsync(db, ct))
        {
            yield return sentence;
        }
    }

    private static async IAsyncEnumerable<string> StatementsAsync(GovernanceDbContext db, [EnumeratorCancellation] CancellationToken ct)
    {
        var signed = new Dictionary<string, LoggedFact>(StringComparer.Ordinal);
        await foreach (var fact in LoggedFact.ReadAsync(db, s_signed, ct))
        {
            if (fact.Text("signOff") is { } id && fact.Text("statementSha256") is not null)
            {
                signed[id] = fact;
            }
        }

        var rows =
            from statement in db.SignedStatements.AsNoTracking()
            join signOff in db.SignOffs.AsNoTracking() on statement.SignOff equals signOff.Id
            orderby statement.SignOff
            select new
            {
                Statement = statement,
                signOff.Attestation.StatementSha256,
                signOff.AssertionSha256,
            };
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(ct))
        {
            var id = row.Statement.SignOff.ToString();
            signed.Remove(id, out var entry);
            if (entry is null)
            {
                yield return $"The signed statement of {id} has no entry in the log.";
            }
            else if (!Agrees(row.Statement, row.StatementSha256, row.AssertionSha256, entry))
            {
                yield return $"The signed statement of {id} was changed: it differs from log entry {entry.Index}.";
            }
        }

        foreach (var missing in signed.Values)
        {
            yield return $"The signed statement of {missing.Text("signOff")} recorded in log entry {missing.Index} is missing.";
        }
    }

    private static bool Agrees(SignedStatement statement, string? statementSha256, string? assertionSha256, LoggedFact entry) =>
        entry.Text("statementSha256") == statementSha256
        && entry.Text("assertionSha256") == assertionSha256
        && entry.Text("envelopeSha256") == Sha256Hex.Of(statement.Envelope)
        && DsseEnvelope.Parse(statement.Envelope)?.PayloadSha256 == statementSha256
        && (statement.Assertion is null ? assertionSha256 is null : Sha256Hex.Of(statement.Assertion) == assertionSha256);

    private static async IAsyncEnumerable<string> OverridesAsync(GovernanceDbContext db, [EnumeratorCancellation] CancellationToken ct)
    {
        var confirmed = new Dictionary<long, LoggedFact>();
        await foreach (var fact in LoggedFact.ReadAsync(db, s_overrides, ct))
        {
            confirmed[fact.Index] = fact;
        }

        await foreach (var emergency in db.Overrides.AsNoTracking().OrderBy(o => o.Id).AsAsyncEnumerable().WithCancellation(ct))
        {
            foreach (var word in emergency.Confirmations)
            {
                var found = confirmed.Remove(word.Attestation.LogIndex ?? -1, out var entry);
                if (!found || entry!.Subject != emergency.Id.ToString())
                {
                    yield return $"A confirmation of {emergency.Id} has no entry in the log.";
                }
                else if (!Agrees(word, entry))
                {
                    yield return $"A confirmation of {emergency.Id} was changed: it differs from log entry {entry.Index}.";
                }
            }
        }

        foreach (var missing in confirmed.Values)
        {
            yield return $"The confirmation of {missing.Subject} recorded in log entry {missing.Index} is missing.";
        }
    }

    private static bool Agrees(OverrideConfirmation word, LoggedFact entry) =>
        entry.Text("statementSha256") == word.Attestation.StatementSha256
        && entry.Text("envelopeSha256") == Sha256Hex.Of(word.Attestation.Envelope)
        && DsseEnvelope.Parse(word.Attestation.Envelope)?.PayloadSha256 == word.Attestation.StatementSha256
        && entry.Text("reasonSha256") == word.Reason.Sha256
        && entry.Actor == $"user:{word.Attestation.Person}"
        && entry.ActorName == word.Attestation.PrintedName
        && entry.Time == CanonicalJson.Time(word.Attestation.At);

    private static async IAsyncEnumerable<string> AttestationsAsync(GovernanceDbContext db, [EnumeratorCancellation] CancellationToken ct)
    {
        var attested = new Dictionary<long, LoggedFact>();
        await foreach (var fact in LoggedFact.ReadAsync(db, s_attested, ct))
        {
            attested[fact.Index] = fact;
        }

        var rows = db.EvidenceAttestations.AsNoTracking().OrderBy(a => a.Evidence).ThenBy(a => a.Number);
        await foreach (var one in rows.AsAsyncEnumerable().WithCancellation(ct))
        {
            var found = attested.Remove(one.Attestation.LogIndex ?? -1, out var entry);
            if (!found || entry!.Subject != one.Evidence.ToString())
            {
                yield return $"An attestation of {one.Evidence} has no entry in the log.";
            }
            else if (!Agrees(one, entry))
            {
                yield return $"An attestation of {one.Evidence} was changed: it differs from log entry {entry.Index}.";
            }
        }

        foreach (var missing in attested.Values)
        {
            yield return $"The attestation of {missing.Subject} recorded in log entry {missing.Index} is missing.";
        }
    }

    private static bool Agrees(EvidenceAttestation one, LoggedFact entry) =>
        entry.Text("statementSha256") == one.Attestation.StatementSha256
        && entry.Text("envelopeSha256") == Sha256Hex.Of(one.Attestation.Envelope)
        && DsseEnvelope.Parse(one.Attestation.Envelope)?.PayloadSha256 == one.Attestation.StatementSha256
        && entry.Text("sha256") == one.Sha256
        && entry.Actor == $"user:{one.Attestation.Person}"
        && entry.ActorName == one.Attestation.PrintedName
        && entry.Time == CanonicalJson.Time(one.Attestation.At);

    private static async IAsyncEnumerable<string> ModelsAsync(GovernanceDbContext db, [EnumeratorCancellation] CancellationToken ct)
    {
        var stored = new Dictionary<(string Version, string? Sha256), LoggedFact>();
        await foreach (var fact in LoggedFact.ReadAsync(db, s_stored, ct))
        {
            stored[(fact.Subject, fact.Text("sha256"))] = fact;
        }

        await foreach (var signature in db.ModelSignatures.AsNoTracking().AsAsyncEnumerable().WithCancellation(ct))
        {
            stored.Remove((signature.AuditSubject, signature.Sha256), out var entry);
            if (entry is null)
            {
                yield return $"A signature of {signature.AuditSubject} has no entry in the log.";
            }
            else if (!Agrees(signature, entry))
            {
                yield return $"A signature of {signature.AuditSubject} was changed: it differs from log entry {entry.Index}.";
            }
        }

        foreach (var missing in stored.Values)
        {
            yield return $"The signature of {missing.Subject} recorded in log entry {missing.Index} is missing.";
        }
    }

    private static bool Agrees(ModelSignature signature, LoggedFact entry) =>
        Sha256Hex.Of(signature.Bundle) == signature.Sha256
        && entry.Text("format") == signature.Format
        && entry.Text("artifactSha256") == signature.ArtifactSha256
        && entry.Text("keySha256") == signature.KeySha256
        && entry.Text("keyName") == signature.KeyName
        && entry.Actor == signature.StoredBy
        && entry.Time == CanonicalJson.Time(signature.VerifiedAt);
}
