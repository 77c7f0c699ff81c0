using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Competences;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Competences;

/// <summary>Which records.</summary>
/// <param name="State">Where they are, by wire name.</param>
/// <param name="Topic">Key of a topic.</param>
/// <param name="Person">Id of a person, as in USR-0001.</param>
public sealed record CompetenceFilter(string? State = null, string? Topic = null, string? Person = null);

/// <summary>Reads competence records and what is required, filtered, ordered and cut into pages by the database.</summary>
public sealed class ListCompetences(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    private DateOnly Today => clock.Today();

    /// <summary>What is required, and the revision of it.</summary>
    public async Task<(IReadOnlyList<CompetenceTopic> Topics, int Revision)> PlanAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.CompetencePlans.AsNoTracking().SingleOrDefaultAsync(ct) is { } plan
            ? (plan.Topics, plan.Revision)
            : (CompetencePlan.Usual, 0);
    }

    /// <summary>A page of records for a screen: what waits for confirmation first, then the newest.</summary>
    public async Task<Result<PageOf<CompetenceView>>> PageAsync(CompetenceFilter filter, int skip, int take, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var filtered = Filter(db, filter);
        if (filtered.Refusal is { } refusal)
        {
            return refusal;
        }

        var rows = await filtered
            .Value.OrderByDescending(c => c.State == CompetenceState.Recorded)
            .ThenByDescending(c => c.Id)
            .Skip(skip)
            .Take(take)
            .ToListAsync(ct);
        return new PageOf<CompetenceView>([.. rows.Select(c => CompetenceView.Of(c, Today))], await filtered.Value.CountAsync(ct));
    }

    /// <summary>A page of records for a program, the newest first.</summary>
    public async Task<Result<ApiPage<CompetenceView>>> RunAsync(CompetenceFilter filter, ListQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        var asked = query.TakeBelow<CompetenceId>();
        if (asked.Refusal is { } wrong)
        {
            return wrong;
        }

        var (take, below) = asked.Value;
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var filtered = Filter(db, filter);
        if (filtered.Refusal is { } refusal)
        {
            return refusal;
        }

        var rows = await filtered
            .Value.Where(c => below == null || (int)(object)c.Id < below)
            .OrderByDescending(c => c.Id)
            .Take(take + 1)
            .ToListAsync(ct);
        return new ApiPage<CompetenceView>(
            [.. rows.Take(take).Select(c => CompetenceView.Of(c, Today))],
            rows.Count > take ? Cursor.Encode(rows[take - 1].Id.ToString()) : null
        );
    }

    /// <summary>One record.</summary>
    public async Task<Result<CompetenceView>> GetAsync(CompetenceId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.Competences.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct) is { } record
            ? CompetenceView.Of(record, Today)
            : CompetenceRefusals.NotFound;
    }

    /// <summary>The newest records of a person.</summary>
    public async Task<IReadOnlyList<CompetenceView>> OfAsync(UserId person, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var rows = await db
            .Competences.AsNoTracking()
            .Where(c => c.Person == person)
            .OrderByDescending(c => c.Id)
            .Take(100)
            .ToListAsync(ct);
        return [.. rows.Select(c => CompetenceView.Of(c, Today))];
    }

    /// <summary>Active accounts, of whom trainings are recorded.</summary>
    public async Task<IReadOnlyList<Person>> PeopleAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await People.ActiveAsync(db, clock.GetLocalNow(), ct);
    }

    /// <summary>A page of people with how they are in every topic, by name.</summary>
    /// <param name="gaps">True for those alone who lack something that is required of them.</param>
    /// <param name="role">A role they hold; null for any.</param>
    /// <param name="skip">How many come before the page.</param>
    /// <param name="take">How many it has at most.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<PageOf<CompetencePerson>> MatrixAsync(bool gaps, string? role, int skip, int take, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var topics = await RequiredCompetences.TopicsAsync(db, ct);
        var users = Active(db);
        if (!string.IsNullOrEmpty(role))
        {
            users = users.Where(u => AccessReader.InForce(db).Any(h => h.User == u.Id && h.Role == role));
        }

        if (gaps)
        {
            var lacking = topics.Select(t => Lacking(db, t).Select(u => u.Id)).Aggregate((all, more) => all.Union(more));
            users = users.Where(u => lacking.Contains(u.Id));
        }

        var total = await users.CountAsync(ct);
        var page = await users
            .OrderBy(u => u.PrintedName)
            .ThenBy(u => u.Id)
            .Skip(skip)
            .Take(take)
            .Select(u => new { u.Id, u.PrintedName })
            .ToListAsync(ct);
        return new PageOf<CompetencePerson>(await PeopleOfAsync(db, topics, [.. page.Select(u => (u.Id, u.PrintedName))], ct), total);
    }

    /// <summary>How many people of each role have a valid record of AI literacy.</summary>
    public async Task<IReadOnlyList<LiteracyOfRole>> LiteracyAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await LiteracyAsync(db, ct);
    }

    internal async Task<IReadOnlyList<LiteracyOfRole>> LiteracyAsync(GovernanceDbContext db, CancellationToken ct)
    {
        var today = Today;
        var held = from h in AccessReader.InForce(db) join u in Active(db) on h.User equals u.Id select new { h.Role, u.Id };
        var valid = held.Where(h =>
            db.Competences.Any(c =>
                (object)c.Person == (object)h.Id
                && c.Topic == CompetenceTopic.Literacy
                && c.State == CompetenceState.Confirmed
                && c.On <= today
                && (c.ValidUntil == null || c.ValidUntil >= today)
            )
        );
        var people = await held.GroupBy(h => h.Role).Select(g => new { Role = g.Key, Count = g.Count() }).ToListAsync(ct);
        var counted = await valid.GroupBy(h => h.Role).Select(g => new { Role = g.Key, Count = g.Count() }).ToListAsync(ct);
        return
        [
            .. from role in Roles.All
            join all in people on role equals all.Role
            select new LiteracyOfRole(role, counted.Find(c => c.Role == role)?.Count ?? 0, all.Count),
        ];
    }

    internal async Task<IReadOnlyList<CompetencePerson>> PeopleOfAsync(
        GovernanceDbContext db,
        IReadOnlyList<CompetenceTopic> topics,
        IReadOnlyList<(int Id, string Name)> people,
        CancellationToken ct
    )
    {
        var (numbers, ids) = (people.Select(p => p.Id).ToList(), people.Select(p => new UserId(p.Id)).ToList());
        var held = await AccessReader.InForce(db).Where(h => numbers.Contains(h.User)).ToListAsync(ct);
        var overseers = await db.Overseers.AsNoTracking().Where(o => o.EndedAt == null && ids.Contains(o.Person)).ToListAsync(ct);
        var records = await db
            .Competences.AsNoTracking()
            .Where(c => ids.Contains(c.Person) && c.State != CompetenceState.Withdrawn)
            .ToListAsync(ct);
        var (rolesOf, recordsOf) = (held.ToLookup(h => h.User, h => h.Role), records.ToLookup(c => c.Person));
        var appointmentsOf = overseers.ToLookup(o => o.Person);
        return
        [
            .. people.Select(p =>
            {
                var (id, roles) = (new UserId(p.Id), rolesOf[p.Id].ToList());
                var oversees = appointmentsOf.Contains(id);
                return new CompetencePerson(
                    id,
                    p.Name,
                    roles,
                    oversees,
                    [
                        .. topics.Select(t => new CompetenceCell(
                            t.Key,
                            t.RequiredRoles.Intersect(roles, StringComparer.Ordinal).Any() || (oversees && t.IsForOverseers),
                            CompetenceRule.Standing(t.Key, recordsOf[id], Today)
                        )),
                    ]
                )
                {
                    TrainedToOverseeUntil = appointmentsOf[id].Where(o => o.CountsOn(Today)).Min(o => o.TrainedUntil),
                };
            }),
        ];
    }

    private IQueryable<User> Active(GovernanceDbContext db)
    {
        var now = clock.GetLocalNow();
        return db.Users.AsNoTracking().Where(u => u.DisabledAt == null || u.DisabledAt > now);
    }

    private IQueryable<User> Lacking(GovernanceDbContext db, CompetenceTopic topic)
    {
        var (key, roles, overseers, today) = (topic.Key, topic.RequiredRoles.ToList(), topic.IsForOverseers, Today);
        return Active(db)
            .Where(u =>
                (
                    AccessReader.InForce(db).Any(h => h.User == u.Id && roles.Contains(h.Role))
                    || (overseers && db.Overseers.Any(o => (object)o.Person == (object)u.Id && o.EndedAt == null))
                )
                && !db.Competences.Any(c =>
                    (object)c.Person == (object)u.Id
                    && c.Topic == key
                    && c.State == CompetenceState.Confirmed
                    && c.On <= today
                    && (c.ValidUntil == null || c.ValidUntil >= today)
                )
            );
    }

    private static Result<IQueryable<Competence>> Filter(GovernanceDbContext db, CompetenceFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var records = db.Competences.AsNoTracking();
        if (!string.IsNullOrEmpty(filter.State))
        {
            if (!WireName.TryParse<CompetenceState>(filter.State, out var state))
            {
                return CompetenceRefusals.StateUnknown;
            }

            records = records.Where(c => c.State == state);
        }

        if (!string.IsNullOrEmpty(filter.Topic))
        {
            var topic = filter.Topic.Replace("\0", "", StringComparison.Ordinal);
            records = records.Where(c => c.Topic == topic);
        }

        if (!string.IsNullOrEmpty(filter.Person))
        {
            var person = DisplayId.TryParse<UserId>(filter.Person, out var id) ? id : default;
            records = records.Where(c => c.Person == person);
        }

        return Result<IQueryable<Competence>>.Done(records);
    }
}
