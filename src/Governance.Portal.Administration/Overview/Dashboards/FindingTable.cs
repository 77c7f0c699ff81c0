using Governance.Data;
using Governance.Domain;
using Governance.Domain.Kpis;
using Governance.Domain.Monitoring;
using Governance.Portal.Administration.Overview.Kpis;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Administration.Overview.Dashboards;

/// <summary>Prompt injections and leaks by model, the most frequent first.</summary>
internal static class FindingTable
{
    private const int Most = 20;

    /// <summary>Reads it.</summary>
    public static async Task<DashboardTable> ReadAsync(GovernanceDbContext db, KpiScope scope, ModelScope models, CancellationToken ct)
    {
        var found = await SecurityFacts
            .Alerts(db, Kpi.PromptInjections, scope.Period, models)
            .Concat(SecurityFacts.Alerts(db, Kpi.Leaks, scope.Period, models))
            .GroupBy(a => new { a.Model, a.Rule })
            .Select(g => new
            {
                g.Key.Model,
                g.Key.Rule,
                Count = g.Count(),
                Open = g.Count(a => a.State != AlertState.Resolved),
                Last = g.Max(a => a.RaisedAt),
            })
            .OrderByDescending(g => g.Open)
            .ThenByDescending(g => g.Count)
            .ThenBy(g => g.Model)
            .Take(Most)
            .ToListAsync(ct);
        return new DashboardTable(
            "Prompt injections and leaks by model",
            [new("Model"), new("Found"), new("Alerts", true), new("Active", true), new("Last raised")],
            [
                .. found.Select(f =>
                    (IReadOnlyList<DashboardCell>)
                        [
                            new(f.Model, Href: $"/alerts?model={Uri.EscapeDataString(f.Model)}&rule={WireName.Of(f.Rule)}"),
                            new(T.Word(f.Rule is AlertRule.Evaluation ? "Prompt injection" : AlertText.Of(f.Rule))),
                            new(Formats.Count(f.Count), f.Count),
                            new(Formats.Count(f.Open), f.Open),
                            new(Formats.LongDate(f.Last, TimeZoneInfo.Utc)),
                        ]
                ),
            ],
            "Neither a prompt injection nor a leak was found in the period.",
            List: ("Alerts", "/alerts")
        );
    }
}
