using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Governance.Domain.ModelRisk;
using Governance.Domain.Systems;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Responsibilities;

/// <summary>
/// Draws the responsibilities for an AI system from what is assigned: owner, owners and deputies of its models, roles in force, validators,
/// the roster of overseers, and who looks after its obligations. Disabled accounts are left out, so that what only they did is a gap.
/// </summary>
public sealed class ReadResponsibilities(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    /// <summary>Names shown of a role that many hold.</summary>
    public const int MaxNames = 5;

    private static readonly string[] s_roles = [Roles.SecurityReviewer, Roles.LegalReviewer, Roles.RiskOfficer, Roles.ComplianceOfficer];

    /// <summary>The activities; null when there is no such system.</summary>
    public async Task<IReadOnlyList<Responsibility>?> RunAsync(SystemId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await db.AiSystems.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, ct) is not { } system)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var named = system.Models.ToList();
        var models = await db.Models.AsNoTracking().Where(m => named.Contains(m.Name)).OrderBy(m => m.Name).ToListAsync(ct);
        var validators = await db
            .ModelValidations.AsNoTracking()
            .Where(v => named.Contains(v.Model) && v.State != ValidationState.Cancelled)
            .Select(v => v.Validator)
            .Distinct()
            .ToListAsync(ct);
        var overseers = (await db.Overseers.AsNoTracking().Where(o => o.System == id && o.EndedAt == null).ToListAsync(ct))
            .Where(o => o.CountsOn(today))
            .Select(o => o.Person)
            .Distinct()
            .ToList();
        var duties = await db
            .Duties.AsNoTracking()
            .Where(d => d.System == id && d.Owner != null)
            .Select(d => d.Owner!.Value)
            .Distinct()
            .ToListAsync(ct);
        var held = await AccessReader.InForce(db).Where(h => s_roles.Contains(h.Role)).ToListAsync(ct);
        var (owners, deputies) = (models.Select(m => m.Owner).ToList(), models.SelectMany(m => m.Deputies).ToList());
        var numbers = held.Select(h => h.User)
            .Concat(owners.Concat(deputies).Concat(validators).Concat(overseers).Concat(duties).Append(system.Owner).Select(u => u.Number))
            .Distinct()
            .ToList();
        var people = await db
            .Users.AsNoTracking()
            .Where(u => numbers.Contains(u.Id) && (u.DisabledAt == null || u.DisabledAt > now))
            .Select(u => new { u.Id, u.PrintedName })
            .ToDictionaryAsync(u => u.Id, u => u.PrintedName, ct);
        string[] Names(IEnumerable<UserId> ids) =>
            [.. ids.Distinct().Select(u => people.GetValueOrDefault(u.Number)).OfType<string>().Order(StringComparer.CurrentCulture)];
        string[] In(string role) => Names(held.Where(h => h.Role == role).Select(h => new UserId(h.User)));

        var (owner, risk, compliance) = (Names([system.Owner]), In(Roles.RiskOfficer), In(Roles.ComplianceOfficer));
        return
        [
            new("Operate the system", Names([system.Owner, .. deputies]), owner, risk, compliance),
            new("Own its models", Names([.. owners, .. deputies]), Names(owners), [], owner),
            new("Sign off for security", In(Roles.SecurityReviewer), owner, [], Names(owners)),
            new("Sign off for legal", In(Roles.LegalReviewer), owner, compliance, Names(owners)),
            new("Validate its models", Names(validators), risk, Names(owners), owner),
            new("Oversee the system", Names(overseers), owner, [], risk),
            new("Meet its obligations", Names(duties), compliance, In(Roles.LegalReviewer), owner),
        ];
    }
}
