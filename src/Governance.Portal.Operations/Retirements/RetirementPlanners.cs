using Governance.Data;
using Governance.Data.Audit;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Governance.Domain.Retirements;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Retirements;

/// <summary>
/// Whether the second line planned a retirement. It is worked out when it is planned, and the log keeps it: by what its planners become
/// later no plan gets into the hands of those whom it stops.
/// </summary>
internal static class RetirementPlanners
{
    /// <summary>How the entry of the plan names it.</summary>
    public const string Member = "secondLine";

    /// <summary>How the log names the plan.</summary>
    public const string Planned = "retirement.planned";

    /// <summary>
    /// By the people behind who plans it and the roles they hold: a plan by those who answer for the models is their own. Someone without
    /// roles plans it as the second line, unless they hold one of the first.
    /// </summary>
    /// <param name="db">The database, in the action's transaction.</param>
    /// <param name="actor">Who plans it, as the log writes an actor.</param>
    /// <param name="names">The models of what retires.</param>
    /// <param name="acted">The role in which it was planned, where it is known beside those that are held.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<bool> AreOfSecondLineAsync(
        GovernanceDbContext db,
        string actor,
        IReadOnlyCollection<string> names,
        string? acted,
        CancellationToken ct
    )
    {
        var planners = await AccessReader.PeopleBehindAsync(db, actor, ct);
        if (planners.Count == 0)
        {
            return false;
        }

        var models = await db.Models.IgnoreQueryFilters().Where(m => names.Contains(m.Name)).ToListAsync(ct);
        if (planners.Any(p => models.TrueForAll(m => m.IsAnsweredForBy(p))))
        {
            return false;
        }

        var people = planners.Select(p => p.Number).ToList();
        var roles = await AccessReader.InForce(db).Where(held => people.Contains(held.User)).Select(held => held.Role).ToListAsync(ct);
        if (acted is not null)
        {
            roles.Add(acted);
        }

        return roles.Exists(r => Permission.ConfirmRiskClass.GrantedTo.Contains(r, StringComparer.Ordinal))
            || !roles.Exists(r => r is Roles.Engineer or Roles.ModelOwner);
    }

    /// <summary>What the log keeps of it. A plan from before it did is judged by the roles of today and the one it was made in.</summary>
    /// <param name="db">The database, in the action's transaction.</param>
    /// <param name="retirement">The plan.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<bool> WereOfSecondLineAsync(GovernanceDbContext db, Retirement retirement, CancellationToken ct)
    {
        var id = retirement.Id.ToString();
        await db.AuditEntries.Where(e => e.Subject == id && e.Action == Planned && !e.Refused).LoadAsync(ct);
        var planned = SubjectFacts.Of(db, Planned, id) is [var first, ..] ? first : null;
        return (bool?)planned?.Data[Member] ?? await AreOfSecondLineAsync(db, retirement.OpenedBy, Models(retirement), planned?.Role, ct);
    }

    /// <summary>The models of what retires, by name.</summary>
    public static IReadOnlyList<string> Models(Retirement retirement) =>
        [.. retirement.Versions.Select(v => v.Model).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
