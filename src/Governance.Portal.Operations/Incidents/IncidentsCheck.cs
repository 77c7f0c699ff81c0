using System.Runtime.CompilerServices;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Incidents;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Contracts;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Incidents;

/// <summary>
/// Every entry of a timeline is what the log says it was, none is missing, and each incident stands as its newest entry left it.
/// </summary>
internal sealed class IncidentsCheck(IDbContextFactory<GovernanceDbContext> dbFactory) : IInstallationCheck
{
    private static readonly string[] s_facts =
    [
        "incident.opened",
        "incident.changed",
        "incident.noted",
        "incident.contained",
        "incident.containment-confirmed",
        "incident.released",
        "incident.evidence-frozen",
        "incident.assessed",
        "incident.classified",
        "incident.class-confirmed",
        "incident.step-done",
        "incident.step-skipped",
        "incident.message-begun",
        "incident.message-written",
        "incident.message-held",
        "incident.message-sent",
        "incident.recovered",
        "incident.post-mortem-written",
        "incident.followed-up",
        "incident.closed",
        "incident.dismissed",
    ];

    public string Subject => "incidents";

    public async IAsyncEnumerable<string> FindAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        await using var moment = await db.ReadAtOneMomentAsync(ct);
        var logged = new Dictionary<string, LoggedFact>(StringComparer.Ordinal);
        await foreach (var fact in LoggedFact.ReadAsync(db, s_facts, ct))
        {
            logged[$"{fact.Subject} {fact.Text("sha256")}"] = fact;
        }

        var newest = new Dictionary<IncidentId, string>();
        await foreach (
            var entry in db
                .IncidentEntries.AsNoTracking()
                .OrderBy(e => e.Incident)
                .ThenBy(e => e.Number)
                .AsAsyncEnumerable()
                .WithCancellation(ct)
        )
        {
            // Erased words keep their digest; words that are there must have it.
            var words = entry.Words is { Text: { } text, Salt: { } salt } ? SaltedText.Of(text, salt).Sha256 : entry.Words.Sha256;
            if (
                !logged.Remove($"{entry.Incident} {entry.Sha256}", out var fact)
                || words != entry.Words.Sha256
                || (fact.Text("wordsSha256") is { } said && said != words)
            )
            {
                yield return $"Entry {entry.Number} of the timeline of {entry.Incident} was changed: the log does not contain it.";
            }

            newest[entry.Incident] = entry.Sha256;
        }

        foreach (var missing in logged.Values)
        {
            yield return $"Log entry {missing.Index} is missing from the timeline of {missing.Subject}.";
        }

        await foreach (var incident in db.Incidents.AsNoTracking().AsAsyncEnumerable().WithCancellation(ct))
        {
            if (newest.GetValueOrDefault(incident.Id) != Sha256Hex.Of(IncidentSnapshot.ToBytes(incident)))
            {
                yield return $"The incident {incident.Id} was changed: it differs from its newest entry.";
            }

            if (incident.Evidence.Count > 0 && Incident.DigestOf(incident.Evidence) != incident.EvidenceSha256)
            {
                yield return $"The frozen evidence of {incident.Id} was changed.";
            }
        }
    }
}
