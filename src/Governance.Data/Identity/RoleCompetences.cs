using Governance.Data.Audit.Records;
using Governance.Domain;
using Governance.Domain.Competences;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Identity;

/// <summary>Which roles someone holds and may not act in, for want of a valid record of training.</summary>
public static class RoleCompetences
{
    /// <summary>The roles that a person may not act in now, where what is required has not been read.</summary>
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
        var plan = await db.CompetencePlans.AsNoTracking().SingleOrDefaultAsync(ct);
        return await LackingAsync(db, person, held, plan?.Topics ?? CompetencePlan.Usual, now, ct);
    }

    // Where no role of theirs is refused to anyone, nothing is asked.
    internal static async Task<IReadOnlyDictionary<string, Refusal>> LackingAsync(
        GovernanceDbContext db,
        UserId person,
        IReadOnlyCollection<string> held,
        IReadOnlyList<CompetenceTopic> topics,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var lacking = new Dictionary<string, Refusal>(StringComparer.Ordinal);
        var enforced = topics.Where(t => t.EnforcedRoles.Any(r => held.Contains(r, StringComparer.Ordinal))).ToList();
        if (enforced.Count == 0)
        {
            return lacking;
        }

        // A record that someone wrote into the database opens no role; the other roles of that person stay as they are.
        var keys = enforced.ConvertAll(t => t.Key);
        var records = RecordsAsked.Of<Competence>(nameof(Competence.Person), person).And(nameof(Competence.Topic), keys);
        var altered = await RecordIntegrity.VerifyAsync(db, [records], ct);
        var own = await db.Competences.AsNoTracking().Where(c => c.Person == person && keys.Contains(c.Topic)).ToListAsync(ct);
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        foreach (var role in held)
        {
            if (CompetenceRule.RefusesRole(enforced, role, altered is null ? own : [], today) is { } refusal)
            {
                lacking.Add(role, altered ?? refusal);
            }
        }

        return lacking;
    }
}
