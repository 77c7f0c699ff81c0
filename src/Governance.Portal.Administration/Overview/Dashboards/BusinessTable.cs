using System.Globalization;
using Governance.Data;
using Governance.Domain.Monitoring;
using Governance.Portal.Administration.Overview.Kpis;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Administration.Overview.Dashboards;

/// <summary>
/// Business series that pipelines send with their windows: the last value of the period, what it was before, its limits and its course.
/// </summary>
internal static class BusinessTable
{
    private const int Most = 30;

    /// <summary>Reads it.</summary>
    public static async Task<DashboardTable> ReadAsync(GovernanceDbContext db, KpiScope scope, ModelScope models, CancellationToken ct)
    {
        var period = scope.Period;
        var figures = db.BusinessFigures.AsNoTracking().Where(f => f.End < period.To && (models.All || models.Names.Contains(f.Model)));
        // Three statements, however many series there are: what each shows now, its course, and the limits.
        var series = await figures
            .Where(f => f.End >= period.From)
            .Select(f => new { f.Model, f.Name })
            .Distinct()
            .OrderBy(f => f.Model)
            .ThenBy(f => f.Name)
            .Take(Most)
            .Select(s => new
            {
                s.Model,
                s.Name,
                Last = figures
                    .Where(f => f.Model == s.Model && f.Name == s.Name && f.End >= period.From)
                    .OrderByDescending(f => f.End)
                    .ThenByDescending(f => f.Id)
                    .Select(f => new { f.Value, f.Id })
                    .First(),
                Before = figures
                    .Where(f => f.Model == s.Model && f.Name == s.Name && f.End < period.From)
                    .OrderByDescending(f => f.End)
                    .ThenByDescending(f => f.Id)
                    .Select(f => (double?)f.Value)
                    .FirstOrDefault(),
                First = figures
                    .Where(f => f.Model == s.Model && f.Name == s.Name && f.End >= period.From)
                    .OrderBy(f => f.End)
                    .ThenBy(f => f.Id)
                    .Select(f => new
                    {
                        f.Value,
                        f.End,
                        f.Id,
                    })
                    .First(),
            })
            .ToListAsync(ct);
        var (named, names) = (
            series.Select(s => s.Model).Distinct(StringComparer.Ordinal).ToList(),
            series.Select(s => s.Name).Distinct(StringComparer.Ordinal).ToList()
        );
        var (start, step) = (period.From.UtcTicks, (period.To - period.From).Ticks / ReadKpis.Points);
        var courses = (
            await figures
                .Where(f => f.End >= period.From && named.Contains(f.Model) && names.Contains(f.Name))
                .GroupBy(f => new
                {
                    f.Model,
                    f.Name,
                    Part = ((long)(object)f.End - start) / step,
                })
                .Select(g => new
                {
                    g.Key.Model,
                    g.Key.Name,
                    g.Key.Part,
                    Value = g.Average(f => f.Value),
                })
                .ToListAsync(ct)
        ).ToLookup(c => (c.Model, c.Name));
        var monitors = (
            await db
                .Monitors.AsNoTracking()
                .Where(m => named.Contains(m.Model) && (m.Kind == MonitorKind.Business || m.Kind == MonitorKind.Evaluation) && m.IsEnabled)
                .Select(m => new
                {
                    m.Model,
                    m.Target,
                    m.Lower,
                    m.Upper,
                    // What the monitor itself says of the value that is shown: the interval of a measure may reach across its limit.
                    Outcome = db
                        .MonitorReadings.Where(r => r.Monitor == m.Id && r.End < period.To && r.End >= period.From)
                        .OrderByDescending(r => r.End)
                        .ThenByDescending(r => r.Id)
                        .Select(r => (MonitorOutcome?)r.Outcome)
                        .FirstOrDefault(),
                })
                .ToListAsync(ct)
        ).ToLookup(m => (m.Model, m.Target));
        var rows = new List<IReadOnlyList<DashboardCell>>();
        foreach (var one in series)
        {
            var (last, before) = (one.Last.Value, one.Before);
            // Several monitors may watch one series, those of its evaluations too: the narrowest limits count.
            var watching = monitors[(one.Model, one.Name)].ToList();
            var (lower, upper) = (watching.Max(m => m.Lower), watching.Min(m => m.Upper));
            var course = courses[(one.Model, one.Name)].ToDictionary(c => c.Part, c => c.Value);
            var (tone, state) = (lower, upper) is (null, null)
                ? ((Tone?)null, "No limit")
                : Status([.. watching.Select(m => m.Outcome ?? Held(last, m.Lower, m.Upper))]);
            var trend = Enumerable
                .Range(0, ReadKpis.Points)
                .Select(part => course.TryGetValue(part, out var value) ? value : (double?)null)
                .ToList();
            rows.Add([
                new(EvaluationText.Name(one.Name).ToString(), Href: $"/monitoring/{Uri.EscapeDataString(one.Model)}?tab=monitors"),
                new(one.Model, Href: $"/models/{Uri.EscapeDataString(one.Model)}"),
                new(EvaluationText.IsTime(one.Name) ? EvaluationText.Value(one.Name, last) : Words(last), last),
                // A series that began within the period is compared with its first value there.
                before is { } earlier
                    ? new(Formats.Change(last - earlier, 2), last - earlier)
                : one.First.Id != one.Last.Id
                    ? new(
                        T["{0} since {1}", Formats.Change(last - one.First.Value, 2), Formats.LongDate(one.First.End, TimeZoneInfo.Utc)],
                        last - one.First.Value
                    )
                : new(T["No earlier value"]),
                new(Limits(one.Name, lower, upper)),
                new(T.Recorded(state), Tone: tone),
                new("", Trend: trend),
            ]);
        }

        return new DashboardTable(
            "Business figures over time",
            [new("Series"), new("Model"), new("Last value", true), new("Change", true), new("Limits"), new("Status"), new("Trend")],
            rows,
            "No business figure was sent in the period. Pipelines send them with a monitoring window, or separately.",
            "The last value whose time range ended in the period; the change is measured against the last value before the "
                + "period, or the first one in it. The sender defines the units.",
            ("Monitoring", "/monitoring")
        );
    }

    // A monitor that began after the value came has not judged it: then the limits alone decide.
    private static MonitorOutcome Held(double value, double? lower, double? upper) =>
        value < lower || value > upper ? MonitorOutcome.Breach : MonitorOutcome.Ok;

    // In the colours of the monitors.
    private static (Tone? Tone, string Words) Status(IReadOnlyCollection<MonitorOutcome> outcomes) =>
        outcomes.Contains(MonitorOutcome.Breach) ? (Tone.Fail, "Outside its limits")
        : outcomes.Contains(MonitorOutcome.Unclear) ? (Tone.Idle, "Inconclusive")
        : outcomes.Contains(MonitorOutcome.NotEnough) ? (Tone.Idle, "Too few rows")
        : (Tone.Pass, "Within its limits");

    private static string Words(double value) =>
        Math.Abs(value) is > 0 and < 0.01 ? value.ToString("G3", CultureInfo.InvariantCulture) : Formats.Number(value, 2);

    private static string Limits(string name, double? lower, double? upper) =>
        (lower, upper) switch
        {
            ({ } low, null) when EvaluationText.IsTime(name) => $"≥ {EvaluationText.Value(name, low)}",
            (null, { } high) when EvaluationText.IsTime(name) => $"≤ {EvaluationText.Value(name, high)}",
            ({ } low, { } high) => Formats.Range(low, high),
            ({ } low, null) => Formats.AtLeast(low, 2),
            (null, { } high) => Formats.AtMost(high, 2),
            _ => T["None"],
        };
}
