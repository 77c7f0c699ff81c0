using Governance.Analytics.Io;
using Governance.Domain;
using Governance.Domain.Monitoring;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>Compares the times that rows state themselves with the period their window declares, and with the clock.</summary>
internal static class RowTimes
{
    private const string Timestamp = "timestamp";

    /// <summary>The first row of another time than its window; null when there is none, or rows state no time.</summary>
    public static Refusal? RefusesOutside(Table table, DateTimeOffset start, DateTimeOffset end)
    {
        var (first, last) = (start.UtcTicks - PastTime.Tolerance.Ticks, PastTime.Latest(end).UtcTicks);
        return Find(table, Timestamp, ticks => ticks < first || ticks >= last) is var (row, time)
            ? MonitoringRefusals.RowOutsidePeriod(row, time, start, end)
            : null;
    }

    /// <summary>The first row that is to come; null when there is none, or rows state no time.</summary>
    public static Refusal? RefusesAhead(Table table, DateTimeOffset now)
    {
        var last = PastTime.Latest(now).UtcTicks;
        return Find(table, Timestamp, ticks => ticks > last) is var (row, time) ? MonitoringRefusals.RowAhead(row, time) : null;
    }

    private static (long Row, DateTimeOffset Time)? Find(Table table, string column, Predicate<long> isWrong)
    {
        if (table.Find(column) is not DateTimeColumn times)
        {
            return null;
        }

        for (var row = 0; row < times.UtcTicks.Length; row++)
        {
            if (times.UtcTicks[row] is var ticks and not DateTimeColumn.NoTicks && isWrong(ticks))
            {
                return (row + 1, new DateTimeOffset(ticks, TimeSpan.Zero));
            }
        }

        return null;
    }
}
