using Governance.Data.Audit.Records;
using Governance.Data.Identity;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Approvals;

/// <summary>Reads who counts as one with whom.</summary>
public static class SeparationReader
{
    /// <summary>Reads what matters between a person and those who took part in some promotions.</summary>
    /// <param name="db">The database, in the action's transaction.</param>
    /// <param name="promotions">The promotions in question.</param>
    /// <param name="people">The person about to act, and those they may act for.</param>
    /// <param name="inForce">The delegations in force now (<see cref="InForceAsync"/>).</param>
    /// <param name="now">The server's clock.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="RecordAlteredException">A delegation, or a note of who let whom in, is not what the log states.</exception>
    public static async Task<Separation> LoadAsync(
        GovernanceDbContext db,
        IReadOnlyList<Promotion> promotions,
        IEnumerable<UserId> people,
        IReadOnlyList<Delegation> inForce,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(promotions);
        ArgumentNullException.ThrowIfNull(inForce);
        // Someone who takes a delegation out of the database does not become another person by it.
        RecordsAsked[] all = [RecordsAsked.All<Delegation>()];
        if (promotions.Count == 0)
        {
            return await AccessAsync(db, inForce, people, now, now, all, ct);
        }

        var (delegations, involved) = await InvolvedAsync(db, promotions, people, inForce, ct);
        return await AccessAsync(db, delegations, involved, promotions.Min(p => p.RequestedAt), now, all, ct);
    }

    /// <summary>Reads what matters for each of some promotions by itself: the same as if each were asked for alone, read once.</summary>
    /// <param name="db">The database.</param>
    /// <param name="promotions">The promotions in question.</param>
    /// <param name="people">The person about to act, and others whom it is about.</param>
    /// <param name="now">The server's clock.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="RecordAlteredException">A delegation, or a note of who let whom in, is not what the log states.</exception>
    public static async Task<IReadOnlyDictionary<PromotionId, Separation>> OfEachAsync(
        GovernanceDbContext db,
        IReadOnlyList<Promotion> promotions,
        IEnumerable<UserId> people,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(promotions);
        var (delegations, involved) = await InvolvedAsync(db, promotions, people, await InForceAsync(db, now, ct), ct);
        var given = await AccessLinesAsync(db, involved, [RecordsAsked.All<Delegation>()], ct);
        var hands = AccessHistory.Hands(given);
        return promotions.ToDictionary(
            p => p.Id,
            p => new Separation(delegations, AccessHistory.Lines(given, p.RequestedAt), now) { Hands = hands }
        );
    }

    // Those in force, and those by which someone decided on one of them, whatever became of either.
    private static async Task<(List<Delegation> Delegations, IEnumerable<UserId> Involved)> InvolvedAsync(
        GovernanceDbContext db,
        IReadOnlyList<Promotion> promotions,
        IEnumerable<UserId> people,
        IReadOnlyList<Delegation> inForce,
        CancellationToken ct
    )
    {
        var used = promotions
            .SelectMany(p => p.SignOffs)
            .Where(s => s.Delegation is not null)
            .Select(s => s.Delegation!.Value)
            .Distinct()
            .ToList();
        var delegations = inForce.ToList();
        var missing = used.Except(delegations.Select(d => d.Id)).ToList();
        if (missing.Count > 0)
        {
            delegations.AddRange(
                await db.Delegations.AsNoTracking().IgnoreQueryFilters().Where(d => missing.Contains(d.Id)).ToListAsync(ct)
            );
        }

        var involved = people
            .Concat(promotions.SelectMany(p => p.Requesters))
            .Concat(promotions.SelectMany(p => p.Excluded).Where(p => p.ByHand).Select(p => p.Person))
            .Concat(
                promotions
                    .SelectMany(p => p.LiveSignOffs)
                    .SelectMany(s => s.DelegatedFrom is { } from ? new[] { s.Attestation.Person, from } : [s.Attestation.Person])
            );
        return (delegations, involved);
    }

    /// <summary>The same as of a set of delegations, with those in force now.</summary>
    public static async Task<Separation> LoadAsync(
        GovernanceDbContext db,
        IReadOnlyList<Promotion> promotions,
        IEnumerable<UserId> people,
        DateTimeOffset now,
        CancellationToken ct
    ) => await LoadAsync(db, promotions, people, await InForceAsync(db, now, ct), now, ct);

    /// <summary>Reads through whom some people got their access, at any time since an instant.</summary>
    public static Task<Separation> OfAccessAsync(
        GovernanceDbContext db,
        IEnumerable<UserId> people,
        DateTimeOffset since,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(people);
        return AccessAsync(db, [], people, since, since, [], ct);
    }

    private static async Task<Separation> AccessAsync(
        GovernanceDbContext db,
        IReadOnlyList<Delegation> delegations,
        IEnumerable<UserId> people,
        DateTimeOffset since,
        DateTimeOffset now,
        IReadOnlyList<RecordsAsked> asked,
        CancellationToken ct
    )
    {
        var given = await AccessLinesAsync(db, people, asked, ct);
        return new Separation(delegations, AccessHistory.Lines(given, since), now) { Hands = AccessHistory.Hands(given) };
    }

    /// <summary>Every delegation in force, no matter who asks.</summary>
    public static Task<List<Delegation>> InForceAsync(GovernanceDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db
            .Delegations.AsNoTracking()
            .IgnoreQueryFilters()
            .Where(d => d.AcceptedAt != null && d.RevokedAt == null && d.Since <= now && d.Until > now)
            .ToListAsync(ct);
    }

    // Level by level up to those whom no one with an account let in: few levels, few people.
    private static async Task<IReadOnlyList<GivenAccess>> AccessLinesAsync(
        GovernanceDbContext db,
        IEnumerable<UserId> people,
        IReadOnlyList<RecordsAsked> more,
        CancellationToken ct
    )
    {
        var given = new List<GivenAccess>();
        var seen = new HashSet<UserId>();
        for (var level = people.Where(seen.Add).ToList(); level.Count > 0; )
        {
            var asked = level;
            var found = (await db.AccessGrants.AsNoTracking().Where(g => asked.Contains(g.User)).ToListAsync(ct)).ConvertAll(g =>
                g.ToGiven()
            );
            given.AddRange(found);
            level = [.. found.SelectMany(g => new[] { g.By, g.ConfirmedBy }).OfType<UserId>().Where(seen.Add)];
        }

        // Nor by changing or taking away what is kept of who let whom in.
        var involved = seen.Select(person => (object)person).ToList();
        await RecordIntegrity.EnsureAsync(
            db,
            [
                .. more,
                RecordsAsked.Of<AccessGrant>(nameof(AccessGrant.User), involved).OrGoneUnder(seen.Select(person => (object)person.Number)),
            ],
            ct
        );
        return given;
    }
}
