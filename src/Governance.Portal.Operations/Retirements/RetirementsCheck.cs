using System.Runtime.CompilerServices;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Retirements;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Contracts;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Retirements;

/// <summary>
/// Every entry of a retirement's record is what the log says it was, none is missing, and each retirement stands as its newest entry left
/// it.
/// </summary>
internal sealed class RetirementsCheck(IDbContextFactory<GovernanceDbContext> dbFactory) : IInstallationCheck
{
    private static readonly string[] s_facts =
    [
        "retirement.planned",
        "retirement.changed",
        "retirement.cancelled",
        "retirement.reopened",
        "retirement.dependants-decided",
        "retirement.task-assigned",
        "retirement.task-done",
        "retirement.traffic-stopped",
        "retirement.traffic-confirmed",
        "retirement.keys-settled",
        "retirement.data-disposed",
        "retirement.data-deleted",
        "retirement.retention-set",
        "retirement.versions-added",
        "retirement.signatures-asked",
        "retirement.version-retired",
        "retirement.closed",
    ];

    public string Subject => "retirements";

    public async IAsyncEnumerable<string> FindAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        await using var moment = await db.ReadAtOneMomentAsync(ct);
        var logged = new Dictionary<string, LoggedFact>(StringComparer.Ordinal);
        await foreach (var fact in LoggedFact.ReadAsync(db, s_facts, ct))
        {
            logged[$"{fact.Subject} {fact.Text("sha256")}"] = fact;
        }

        var newest = new Dictionary<RetirementId, string>();
        await foreach (
            var entry in db
                .RetirementEntries.AsNoTracking()
                .OrderBy(e => e.Retirement)
                .ThenBy(e => e.Number)
                .AsAsyncEnumerable()
                .WithCancellation(ct)
        )
        {
            // Erased words keep their digest; words that are there must have it.
            var words = entry.Words is { Text: { } text, Salt: { } salt } ? SaltedText.Of(text, salt).Sha256 : entry.Words.Sha256;
            if (
                !logged.Remove($"{entry.Retirement} {entry.Sha256}", out var fact)
                || words != entry.Words.Sha256
                || (fact.Text("wordsSha256") is { } said && said != words)
            )
            {
                yield return $"Entry {entry.Number} of the record of {entry.Retirement} was changed: the log does not contain it.";
            }

            newest[entry.Retirement] = entry.Sha256;
        }

        foreach (var missing in logged.Values)
        {
            yield return $"Log entry {missing.Index} is missing from the record of {missing.Subject}.";
        }

        await foreach (var retirement in db.Retirements.AsNoTracking().AsAsyncEnumerable().WithCancellation(ct))
        {
            if (newest.GetValueOrDefault(retirement.Id) != Sha256Hex.Of(RetirementSnapshot.ToBytes(retirement)))
            {
                yield return $"The retirement {retirement.Id} was changed: it differs from its newest entry.";
            }
        }
    }
}
