using Governance.Data;
using Governance.Domain;
using Governance.Domain.Competences;
using Governance.Domain.Oversight;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Oversight;

/// <summary>Reads the roster of an AI system.</summary>
public sealed class GetOversight(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    private const int Most = 500;

    /// <summary>The roster, or that there is no such system.</summary>
    public async Task<Result<OversightView>> RunAsync(SystemId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await db.AiSystems.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, ct) is not { } system)
        {
            return SystemRefusals.NotFound;
        }

        var now = clock.GetLocalNow();
        var today = now.Day();
        var overseers = await db
            .Overseers.AsNoTracking()
            .Where(o => o.System == id)
            .OrderBy(o => o.EndedAt != null)
            .ThenByDescending(o => o.Id)
            .Take(Most)
            .Select(o => new
            {
                Overseer = o,
                IsActive = db.Users.Any(u => u.Id == (int)(object)o.Person && (u.DisabledAt == null || u.DisabledAt > now)),
            })
            .ToListAsync(ct);
        var tests = await db
            .StopTests.AsNoTracking()
            .Where(t => t.System == id)
            .OrderByDescending(t => t.TestedAt)
            .ThenByDescending(t => t.Id)
            .Take(Most)
            .ToListAsync(ct);
        var lacks = await LacksAsync(db, [.. overseers.Select(o => o.Overseer).Where(o => o.IsOpenOn(today))], today, ct);
        var views = overseers
            .Select(o => OverseerView.Of(o.Overseer, o.IsActive, today) with { Lacks = lacks.GetValueOrDefault(o.Overseer.Id, []) })
            .ToList();
        return new OversightView
        {
            System = id,
            Name = system.Name,
            Retired = system.LifeCycle is LifeCycle.Retired,
            Counting = views.Where(v => v.Standing is OverseerStanding.Counts).Select(v => v.Person).Distinct().Count(),
            LastTest = tests.Find(t => t.State is StopTestState.Confirmed) is { } last ? StopTestView.Of(last) : null,
            Overseers = views,
            StopTests = [.. tests.Select(StopTestView.Of)],
        };
    }

    // What the organisation requires of overseers and they have no valid record of.
    private static async Task<Dictionary<OverseerId, IReadOnlyList<string>>> LacksAsync(
        GovernanceDbContext db,
        List<Overseer> overseers,
        DateOnly today,
        CancellationToken ct
    )
    {
        var topics = (await RequiredCompetences.TopicsAsync(db, ct)).Where(t => t.IsForOverseers).ToList();
        var (people, keys) = (overseers.Select(o => o.Person).Distinct().ToList(), topics.Select(t => t.Key).ToList());
        var records = await db.Competences.AsNoTracking().Where(c => people.Contains(c.Person) && keys.Contains(c.Topic)).ToListAsync(ct);
        return overseers.ToDictionary(
            o => o.Id,
            o =>
                (IReadOnlyList<string>)
                    [
                        .. topics
                            .Where(t => !CompetenceRule.Standing(t.Key, records.Where(c => c.Person == o.Person), today).IsValid)
                            .Select(t => t.Title),
                    ]
        );
    }

    /// <summary>Active accounts, from which overseers are chosen.</summary>
    public async Task<IReadOnlyList<Person>> PeopleAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await People.ActiveAsync(db, clock.GetLocalNow(), ct);
    }
}
