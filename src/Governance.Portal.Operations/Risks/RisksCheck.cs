using System.Globalization;
using System.Runtime.CompilerServices;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Risks;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Contracts;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Risks;

/// <summary>Every revision of a risk is what the log says it was, none is missing, and the risk stands as its newest one.</summary>
internal sealed class RisksCheck(IDbContextFactory<GovernanceDbContext> dbFactory) : IInstallationCheck
{
    private static readonly string[] s_facts =
    [
        "risk.raised",
        "risk.changed",
        "risk.rescored",
        "risk.mitigated",
        "risk.planned",
        "risk.remediated",
        "risk.signal-bound",
        "risk.reviewed",
        "risk.accepted",
        "risk.acceptance-revoked",
        "risk.acceptance-expired",
        "risk.closed",
        "risk.reopened",
    ];

    public string Subject => "risks";

    public async IAsyncEnumerable<string> FindAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        await using var moment = await db.ReadAtOneMomentAsync(ct);
        var logged = new Dictionary<string, LoggedFact>(StringComparer.Ordinal);
        await foreach (var fact in LoggedFact.ReadAsync(db, s_facts, ct))
        {
            if (fact.Data.TryGetProperty("sha256", out var sha256) && sha256.GetString() is { } digest)
            {
                logged[$"{fact.Subject} {digest}"] = fact;
            }
        }

        var newest = new Dictionary<RiskId, string>();
        await foreach (
            var version in db
                .RiskVersions.AsNoTracking()
                .OrderBy(v => v.Risk)
                .ThenBy(v => v.Revision)
                .AsAsyncEnumerable()
                .WithCancellation(ct)
        )
        {
            if (Sha256Hex.Of(version.Snapshot) != version.Sha256 || !logged.Remove($"{version.Risk} {version.Sha256}"))
            {
                yield return $"Revision {version.Revision} of {version.Risk} was changed: the log does not contain it.";
            }

            newest[version.Risk] = version.Sha256;
        }

        foreach (var missing in logged.Values)
        {
            yield return $"A revision of {missing.Subject} from log entry {missing.Index} is missing.";
        }

        await foreach (var sentence in VerdictsAsync(db, ct))
        {
            yield return sentence;
        }

        await foreach (var risk in db.Risks.AsNoTracking().AsAsyncEnumerable().WithCancellation(ct))
        {
            if (newest.GetValueOrDefault(risk.Id) != Sha256Hex.Of(RiskSnapshot.ToBytes(risk)))
            {
                yield return $"The risk {risk.Id} was changed: it differs from its newest revision.";
            }
        }
    }

    private static async IAsyncEnumerable<string> VerdictsAsync(GovernanceDbContext db, [EnumeratorCancellation] CancellationToken ct)
    {
        var logged = new Dictionary<string, LoggedFact>(StringComparer.Ordinal);
        await foreach (var fact in LoggedFact.ReadAsync(db, ["threat.judged"], ct))
        {
            logged[$"{fact.Text("framework")} {fact.Subject} {fact.Text("number")}"] = fact;
        }

        await foreach (var verdict in db.ThreatVerdicts.AsNoTracking().AsAsyncEnumerable().WithCancellation(ct))
        {
            var words = verdict.Reason is { Text: { } text, Salt: { } salt } ? SaltedText.Of(text, salt).Sha256 : verdict.Reason.Sha256;
            if (
                !logged.Remove(
                    string.Create(CultureInfo.InvariantCulture, $"{verdict.Framework} {verdict.AuditSubject} {verdict.Number}"),
                    out var fact
                )
            )
            {
                yield return $"The statement about {verdict.AuditSubject} has no entry in the log.";
            }
            else if (
                fact.Text("applies") != (verdict.Applies ? bool.TrueString : bool.FalseString)
                || words != verdict.Reason.Sha256
                || fact.Text("reasonSha256") != words
                || fact.Actor != verdict.By
                || fact.ActorName != verdict.ByName
            )
            {
                yield return $"The statement about {verdict.AuditSubject} was changed: it differs from log entry {fact.Index}.";
            }
        }

        foreach (var missing in logged.Values)
        {
            yield return $"The statement about {missing.Subject} in log entry {missing.Index} is missing.";
        }
    }
}
