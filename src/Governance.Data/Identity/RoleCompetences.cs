using Governance.Data.Audit.Records;
using Governance.Domain;
using Governance.Domain.Competences;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Identity;

/// <summary>Which roles someone holds and may not act in, for want of a valid record of training.</summary>
public static class RoleCompetences
{
    /// <summary>No role is refused.</summary>
    public static IReadOnlyDictionary<string, Refusal> None { get; } = new Dictionary<string, Refusal>();

    /// <summary>The roles that a person may not act in now, each with what is missing. Never the administrator's.</summary>
    /// <param name="db">The database.</param>
    /// <param name="person">Whose they are.</param>
    /// <param name="held">The roles they were given.</param>
    /// <param name="now">The server's clock.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyDictionary<string, Refusal>> LackingAsync(
        GovernanceDbContext db,
        UserId person,
        IReadOnlyCollection<string> held,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        var roles = held.Where(r => r != Roles.Administrator).ToList();
        if (roles.Count == 0)
        {
            return None;
        }

        // Requirements that someone changed or took away refuse every role that they could be about, and are not read.
        if (await RecordIntegrity.VerifyAsync(db, [RecordsAsked.All<CompetencePlan>()], ct) is { } changed)
        {
            return roles.ToDictionary(r => r, _ => changed, StringComparer.Ordinal);
        }

        var plan = await db.CompetencePlans.AsNoTracking().SingleOrDefaultAsync(ct);
        var enforced = (plan?.Topics ?? CompetencePlan.Usual)
            .Where(t => t.EnforcedRoles.Any(r => roles.Contains(r, StringComparer.Ordinal)))
            .ToList();
        if (enforced.Count == 0)
        {
            return None;
        }

        // A record that someone wrote into the database opens no role; the other roles of that person stay as they are.
        var keys = enforced.ConvertAll(t => t.Key);
        var records = RecordsAsked.Of<Competence>(nameof(Competence.Person), person).And(nameof(Competence.Topic), keys);
        var altered = await RecordIntegrity.VerifyAsync(db, [records], ct);
        List<Competence> own = altered is null
            ? await db.Competences.AsNoTracking().Where(c => c.Person == person && keys.Contains(c.Topic)).ToListAsync(ct)
            : [];
        var today = now.Day();
        var lacking = new Dictionary<string, Refusal>(StringComparer.Ordinal);
        foreach (var role in roles)
        {
            if (CompetenceRule.RefusesRole(enforced, role, own, today) is { } refusal)
            {
                lacking.Add(role, altered ?? refusal);
            }
        }

        return lacking;
    }
}
