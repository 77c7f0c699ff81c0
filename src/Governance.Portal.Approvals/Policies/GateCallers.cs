using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Policies;

/// <summary>What a gate may know of the people behind a promotion.</summary>
internal static class GateCallers
{
    /// <summary>Who requests it, in which roles, and who did what for the version.</summary>
    public static async Task<GateCaller> OfAsync(
        GovernanceDbContext db,
        GateQuestion question,
        IReadOnlyList<Evidence> evidence,
        CancellationToken ct
    )
    {
        var requesters = question.Requesters.Select(r => r.Number).ToList();
        var roles = await AccessReader.InForce(db).Where(h => requesters.Contains(h.User)).Select(h => h.Role).Distinct().ToListAsync(ct);
        // An account with a second factor cannot open a session without it; a key never has one.
        var factors = await db.Users.Where(u => requesters.Contains(u.Id)).Select(u => u.TwoFactorEnabled).ToListAsync(ct);
        return new GateCaller(
            question.To is Stage.Retired ? "retire" : "promote",
            roles,
            factors.Count == 1 ? factors[0]
                : factors.Count == 0 ? null
                : factors.TrueForAll(has => has),
            [
                new GateDeed("registered-version", await PeopleAsync(db, [question.Version.RegisteredBy], ct)),
                new GateDeed("added-evidence", await PeopleAsync(db, evidence.Select(e => e.AddedBy), ct)),
                new GateDeed("owns-model", [.. question.Model.Deputies.Append(question.Model.Owner).Select(p => p.ToString())]),
            ]
        );
    }

    /// <summary>The people behind actors as the log writes them: of a key, its owner.</summary>
    private static async Task<IReadOnlyList<string>> PeopleAsync(GovernanceDbContext db, IEnumerable<string> actors, CancellationToken ct)
    {
        var people = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var actor in actors.Distinct(StringComparer.Ordinal))
        {
            if (actor.StartsWith("user:", StringComparison.Ordinal))
            {
                people.Add(actor[5..]);
            }
            else if (
                actor.StartsWith("key:", StringComparison.Ordinal)
                && DisplayId.TryParse<ApiKeyId>(actor[4..], out var key)
                && await db.ApiKeys.AsNoTracking().Where(k => k.Id == key).Select(k => k.Owner).SingleOrDefaultAsync(ct) is { } owner
            )
            {
                people.Add(owner.ToString());
            }
        }

        return [.. people];
    }
}
