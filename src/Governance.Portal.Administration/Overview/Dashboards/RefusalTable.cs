using Governance.Data;
using Governance.Domain.Kpis;
using Governance.Portal.Administration.Overview.Kpis;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Administration.Overview.Dashboards;

/// <summary>What was tried and refused in the period, the most frequent first.</summary>
internal static class RefusalTable
{
    private const int Most = 12;

    /// <summary>Reads it.</summary>
    public static async Task<DashboardTable> ReadAsync(
        GovernanceDbContext db,
        LogLabels words,
        KpiScope scope,
        ModelScope models,
        CancellationToken ct
    )
    {
        var now = await SecurityFacts
            .Entries(db, Kpi.RefusedAttempts, scope.Period, models)!
            .GroupBy(e => e.Action)
            .Select(g => new
            {
                Action = g.Key,
                Count = g.Count(),
                Actors = g.Select(e => e.Actor).Distinct().Count(),
            })
            .OrderByDescending(g => g.Count)
            .ThenBy(g => g.Action)
            .Take(Most)
            .ToListAsync(ct);
        var actions = now.ConvertAll(n => n.Action);
        var before = await SecurityFacts
            .Entries(db, Kpi.RefusedAttempts, scope.Period.Before, models)!
            .Where(e => actions.Contains(e.Action))
            .GroupBy(e => e.Action)
            .Select(g => new { Action = g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Action, g => g.Count, ct);
        return new DashboardTable(
            "Refused attempts by action",
            [new("Action"), new("Refused", true), new("Previous period", true), new("People", true)],
            [
                .. now.Select(n =>
                    (IReadOnlyList<DashboardCell>)
                        [
                            new(T.Word(words.Of(n.Action)), Href: KpiLabels.Audit(scope, ("outcome", "refused"), ("action", n.Action))),
                            new(Formats.Count(n.Count), n.Count),
                            new(Formats.Count(before.GetValueOrDefault(n.Action)), before.GetValueOrDefault(n.Action)),
                            new(Formats.Count(n.Actors), n.Actors),
                        ]
                ),
            ],
            "Nothing was refused in the period.",
            $"The {Most} most frequent, without sign-ins.",
            ("Audit log", KpiLabels.Audit(scope, ("outcome", "refused")))
        );
    }
}
