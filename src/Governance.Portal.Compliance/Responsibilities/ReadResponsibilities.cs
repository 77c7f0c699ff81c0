using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.ModelRisk;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Api;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Responsibilities;

/// <summary>
/// Draws the responsibilities for AI systems from what is assigned: owner, owners and deputies of the models, roles in force, validators,
/// the roster of overseers, and who looks after the obligations. Disabled accounts are left out, so that what only they did is a gap.
/// </summary>
public sealed class ReadResponsibilities(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    /// <summary>Names shown of a role that many hold.</summary>
    public const int MaxNames = 5;

    /// <summary>Systems that an export holds at most.</summary>
    public const int MaxExported = 5_000;

    /// <summary>In a filter: a gap in any activity.</summary>
    public const string AnyActivity = "any";

    private static readonly string[] s_roles = [Roles.SecurityReviewer, Roles.LegalReviewer, Roles.RiskOfficer, Roles.ComplianceOfficer];

    /// <summary>The activities, by the names that filters use.</summary>
    public static IReadOnlyList<(string Key, string Activity)> Activities { get; } =
    [
        ("operate", "Operate the system"),
        ("own", "Own its models"),
        ("security", "Sign off for security"),
        ("legal", "Sign off for legal"),
        ("validate", "Validate its models"),
        ("oversee", "Oversee the system"),
        ("obligations", "Meet its obligations"),
    ];

    /// <summary>The activities of a system; null when there is none.</summary>
    public async Task<IReadOnlyList<Responsibility>?> RunAsync(SystemId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.AiSystems.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, ct) is { } system
            ? (await OfAsync(db, [system], ct))[0].Activities
            : null;
    }

    /// <summary>A page of the systems that are not retired, by name.</summary>
    /// <param name="gap">An activity that no one does or answers for, <see cref="AnyActivity"/>, or null for all systems.</param>
    /// <param name="skip">How many come before the page.</param>
    /// <param name="take">How many it has at most.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<PageOf<SystemResponsibilities>>> PageAsync(string? gap, int skip, int take, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var systems = db.AiSystems.AsNoTracking().Where(s => s.LifeCycle != LifeCycle.Retired).OrderBy(s => s.NameKey);
        if (string.IsNullOrEmpty(gap))
        {
            return new PageOf<SystemResponsibilities>(
                await OfAsync(db, await systems.Skip(skip).Take(take).ToListAsync(ct), ct),
                await systems.CountAsync(ct)
            );
        }

        var activity = Activities.FirstOrDefault(a => a.Key == gap).Activity;
        if (activity is null && gap != AnyActivity)
        {
            return Refusal.Field(
                "responsibility.filter",
                "gap",
                $"This must be one of {string.Join(", ", Activities.Select(a => a.Key).Append(AnyActivity))}."
            );
        }

        // Whether something is a gap is drawn from many tables: it is said in one place only, so all systems are drawn and then filtered.
        var found = (await OfAsync(db, await systems.Take(MaxExported).ToListAsync(ct), ct))
            .Where(s => s.Activities.Any(r => r.IsGap && (activity is null || r.Activity == activity)))
            .ToList();
        return new PageOf<SystemResponsibilities>([.. found.Skip(skip).Take(take)], found.Count);
    }

    private async Task<IReadOnlyList<SystemResponsibilities>> OfAsync(
        GovernanceDbContext db,
        IReadOnlyList<AiSystem> systems,
        CancellationToken ct
    )
    {
        var now = clock.GetLocalNow();
        var today = now.Day();
        var ids = systems.Select(s => s.Id).ToList();
        var named = systems.SelectMany(s => s.Models).Distinct(StringComparer.Ordinal).ToList();
        var models = await db.Models.AsNoTracking().Where(m => named.Contains(m.Name)).OrderBy(m => m.Name).ToListAsync(ct);
        var validators = (
            await db
                .ModelValidations.AsNoTracking()
                .Where(v => named.Contains(v.Model) && v.State != ValidationState.Cancelled)
                .Select(v => new { v.Model, v.Validator })
                .Distinct()
                .ToListAsync(ct)
        ).ToLookup(v => v.Model, v => v.Validator, StringComparer.Ordinal);
        var overseers = (await db.Overseers.AsNoTracking().Where(o => ids.Contains(o.System) && o.EndedAt == null).ToListAsync(ct))
            .Where(o => o.CountsOn(today))
            .ToLookup(o => o.System, o => o.Person);
        var duties = (
            await db
                .Duties.AsNoTracking()
                .Where(d => ids.Contains(d.System) && d.Owner != null)
                .Select(d => new { d.System, Owner = d.Owner!.Value })
                .Distinct()
                .ToListAsync(ct)
        ).ToLookup(d => d.System, d => d.Owner);
        var held = await AccessReader.InForce(db).Where(h => s_roles.Contains(h.Role)).ToListAsync(ct);
        var numbers = held.Select(h => h.User)
            .Concat(models.SelectMany(m => m.Deputies.Append(m.Owner)).Select(u => u.Number))
            .Concat(
                new[] { validators.SelectMany(v => v), overseers.SelectMany(o => o), duties.SelectMany(d => d) }
                    .SelectMany(u => u)
                    .Concat(systems.Select(s => s.Owner))
                    .Select(u => u.Number)
            )
            .Distinct()
            .ToList();
        var people = await db
            .Users.AsNoTracking()
            .Where(u => numbers.Contains(u.Id) && (u.DisabledAt == null || u.DisabledAt > now))
            .Select(u => new { u.Id, u.PrintedName })
            .ToDictionaryAsync(u => u.Id, u => u.PrintedName, ct);
        string[] Names(IEnumerable<UserId> of) =>
            [.. of.Distinct().Select(u => people.GetValueOrDefault(u.Number)).OfType<string>().Order(StringComparer.CurrentCulture)];
        string[] In(string role) => Names(held.Where(h => h.Role == role).Select(h => new UserId(h.User)));

        var (risk, compliance, legal) = (In(Roles.RiskOfficer), In(Roles.ComplianceOfficer), In(Roles.LegalReviewer));
        var security = In(Roles.SecurityReviewer);
        return [.. systems.Select(s => new SystemResponsibilities(s.Id, s.Name, Of(s)))];

        IReadOnlyList<Responsibility> Of(AiSystem system)
        {
            var own = models.Where(m => system.Models.Contains(m.Name)).ToList();
            var (owners, deputies) = (own.Select(m => m.Owner).ToList(), own.SelectMany(m => m.Deputies).ToList());
            var owner = Names([system.Owner]);
            return
            [
                new("Operate the system", Names([system.Owner, .. deputies]), owner, risk, compliance),
                new("Own its models", Names([.. owners, .. deputies]), Names(owners), [], owner),
                new("Sign off for security", security, owner, [], Names(owners)),
                new("Sign off for legal", legal, owner, compliance, Names(owners)),
                new("Validate its models", Names(system.Models.SelectMany(m => validators[m])), risk, Names(owners), owner),
                new("Oversee the system", Names(overseers[system.Id]), owner, [], risk),
                new("Meet its obligations", Names(duties[system.Id]), compliance, legal, owner),
            ];
        }
    }
}
