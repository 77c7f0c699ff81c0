using Governance.Analytics.Io;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Performance;

/// <summary>How many decisions of one day have a label by now.</summary>
/// <param name="Day">The day, in UTC.</param>
/// <param name="Labelled">Labelled among all decisions of the day.</param>
public sealed record LabelCoverage(DateOnly Day, Proportion Labelled)
{
    private const int MaxDays = 1_000;

    /// <summary>Coverage day by day.</summary>
    /// <param name="table">Decisions with a timestamp column; labels may be missing.</param>
    /// <param name="roles">Which column is which; <see langword="null"/> for known names.</param>
    /// <returns>Days in order, at most the last 1,000; empty without timestamps.</returns>
    public static IReadOnlyList<LabelCoverage> ByDay(Table table, ColumnRoles? roles = null)
    {
        roles ??= ColumnRoles.Default;
        var name = table.SourceColumns.FirstOrDefault(n => roles.RoleOf(n) is ColumnRole.Timestamp);
        if (table.Find(name) is not DateTimeColumn times)
        {
            return [];
        }
        var labels = PredictionRows.LabelsOf(table, roles);
        var days = new SortedDictionary<DateOnly, (long Labelled, long All)>();
        for (var i = 0; i < table.RowCount; i++)
        {
            var ticks = times.UtcTicks[i];
            if (ticks == DateTimeColumn.NoTicks)
            {
                continue;
            }
            var day = DateOnly.FromDateTime(new DateTime(ticks, DateTimeKind.Utc));
            var (labelled, all) = days.GetValueOrDefault(day);
            days[day] = (labelled + (labels is not null && labels[i] != PredictionRows.Unknown ? 1 : 0), all + 1);
        }
        return
        [
            .. days.Skip(Math.Max(0, days.Count - MaxDays))
                .Select(d => new LabelCoverage(d.Key, new Proportion(d.Value.Labelled, d.Value.All))),
        ];
    }
}
