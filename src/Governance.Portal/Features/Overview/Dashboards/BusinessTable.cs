using System.Globalization;
using Governance.Data;
using Governance.Domain.Monitoring;
using Governance.Portal.Components;
using Governance.Portal.Features.Monitoring.Monitors;
using Governance.Portal.Features.Overview.Kpis;
using Microsoft.EntityFrameworkCore;
using static Governance.Portal.Localisation.Texts;

namespace Governance.Portal.Features.Overview.Dashboards;

/// <summary>Business series that pipelines send with their windows: the last value of the period, what it was before, its limits and its course.</summary>
internal static class BusinessTable
{
    private const int Most = 30;

    // Values of one series that its course is drawn of: the newest.
    private const int MostValues = 2_000;

    /// <summary>Reads it.</summary>
    public static async Task<DashboardTable> ReadAsync(GovernanceDbContext db, KpiScope scope, ModelScope models, CancellationToken ct)
    {
        var period = scope.Period;
        var figures = db.BusinessFigures.AsNoTracking().Where(f => f.End < period.To && (models.All || models.Names.Contains(f.Model)));
        var series = await figures.Where(f => f.End >= period.From).Select(f => new { f.Model, f.Name }).Distinct().OrderBy(f => f.Model).ThenBy(f => f.Name).Take(Most).ToListAsync(ct);
        var rows = new List<IReadOnlyList<DashboardCell>>();
        foreach (var one in series)
        {
            var own = figures.Where(f => f.Model == one.Model && f.Name == one.Name);
            var values = await own.Where(f => f.End >= period.From).OrderByDescending(f => f.End).ThenByDescending(f => f.Id).Take(MostValues).Select(f => new { f.End, f.Value }).ToListAsync(ct);
            var before = await own.Where(f => f.End < period.From).OrderByDescending(f => f.End).ThenByDescending(f => f.Id).Select(f => (double?)f.Value).FirstOrDefaultAsync(ct);
            var limits = await db.Monitors.AsNoTracking().Where(m => m.Model == one.Model && m.Kind == MonitorKind.Business && m.Target == one.Name && m.IsEnabled)
                .Select(m => new { m.Lower, m.Upper }).FirstOrDefaultAsync(ct);
            var last = values[0].Value;
            var trend = period.Parts(ReadKpis.Points).Select(p => values.Where(v => p.Holds(v.End)).Select(v => (double?)v.Value).Average()).ToList();
            rows.Add(
            [
                new(EvaluationWords.Name(one.Name), Href: $"/monitoring/{Uri.EscapeDataString(one.Model)}?tab=monitors"),
                new(one.Model, Href: $"/models/{Uri.EscapeDataString(one.Model)}"),
                new(EvaluationWords.IsTime(one.Name) ? EvaluationWords.Value(one.Name, last) : Words(last), last),
                before is { } earlier ? new(Formats.Change(last - earlier, 2), last - earlier) : new("n/a"),
                new(Limits(limits?.Lower, limits?.Upper)),
                new(limits is null ? T["No limit"] : T[last < limits.Lower || last > limits.Upper ? "Beyond its limits" : "Within its limits"]),
                new("", Trend: trend),
            ]);
        }

        return new DashboardTable(
            "Business series",
            [new("Series"), new("Model"), new("Last value", true), new("Change", true), new("Limits"), new("Stands"), new("Course")],
            rows,
            "No business figure was sent in the period. Pipelines send them with a monitoring window, or by themselves.",
            "The last value whose time ended in the period; the change is against the last one before the period began. Units are the sender's.",
            ("Monitoring", "/monitoring"));
    }

    private static string Words(double value) => Math.Abs(value) is > 0 and < 0.01 ? value.ToString("G3", CultureInfo.InvariantCulture) : Formats.Number(value, 2);

    private static string Limits(double? lower, double? upper) => (lower, upper) switch
    {
        ({ } low, { } high) => Formats.Range(low, high),
        ({ } low, null) => Formats.AtLeast(low, 2),
        (null, { } high) => Formats.AtMost(high, 2),
        _ => T["None"],
    };
}
