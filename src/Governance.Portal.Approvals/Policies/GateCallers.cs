using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Policies;
using Microsoft.AspNetCore.Identity;
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
        return await OfActionAsync(
            db,
            question.To is Stage.Retired ? "retire" : "promote",
            question.Model,
            question.Version,
            question.Requesters,
            evidence.Select(e => e.AddedBy),
            ct
        );
    }

    /// <summary>The same of another act; of one without a version no one knows who made it.</summary>
    public static async Task<GateCaller> OfActionAsync(
        GovernanceDbContext db,
        string action,
        Model model,
        ModelVersion? version,
        IEnumerable<UserId> people,
        IEnumerable<string> filers,
        CancellationToken ct
    )
    {
        var requesters = people.Select(r => r.Number).ToList();
        // A role or a second factor that someone wrote into the database opens nothing.
        await RecordIntegrity.EnsureAsync(
            db,
            [
                RecordsAsked.Of<User>(nameof(User.Id), requesters.Cast<object>()),
                RecordsAsked
                    .Of<IdentityUserRole<int>>(nameof(IdentityUserRole<int>.UserId), requesters.Cast<object>())
                    .OrGoneUnder(requesters.Cast<object>()),
            ],
            ct
        );
        var roles = await AccessReader.InForce(db).Where(h => requesters.Contains(h.User)).Select(h => h.Role).Distinct().ToListAsync(ct);
        // An account with a second factor cannot open a session without it; a key never has one.
        var factors = await db.Users.Where(u => requesters.Contains(u.Id)).Select(u => u.TwoFactorEnabled).ToListAsync(ct);
        return new GateCaller(
            action,
            roles,
            factors.Count == 1 ? factors[0]
                : factors.Count == 0 ? null
                : factors.TrueForAll(has => has),
            [
                .. version is null
                    ? Array.Empty<GateDeed>()
                    :
                    [
                        new GateDeed("registered-version", await PeopleAsync(db, [version.RegisteredBy], ct)),
                        new GateDeed("added-evidence", await PeopleAsync(db, filers, ct)),
                    ],
                new GateDeed("owns-model", [.. model.Deputies.Append(model.Owner).Select(p => p.ToString())]),
            ]
        );
    }

    /// <summary>The people behind actors as the log writes them: of a key, its owner.</summary>
    private static async Task<IReadOnlyList<string>> PeopleAsync(GovernanceDbContext db, IEnumerable<string> actors, CancellationToken ct)
    {
        var people = new SortedSet<string>(StringComparer.Ordinal);
        var keys = actors
            .Where(a => a.StartsWith("key:", StringComparison.Ordinal))
            .Select(a => DisplayId.TryParse<ApiKeyId>(a[4..], out var key) ? key : default)
            .Where(key => key != default)
            .Cast<object>();
        // A key that was given to another owner would make what it did another's deed.
        await RecordIntegrity.EnsureAsync(db, [RecordsAsked.Of<ApiKey>(nameof(ApiKey.Id), keys)], ct);
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
