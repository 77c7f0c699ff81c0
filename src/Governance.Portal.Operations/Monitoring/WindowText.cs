using System.Globalization;
using Governance.Localisation;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>How a window is called. Days of windows are those of UTC, as pipelines cut them; pages say so.</summary>
public static class WindowText
{
    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;

    /// <summary>14 Nov.</summary>
    public static string Day(DateTimeOffset at) => Shapes.In(at.UtcDateTime, "d MMM");

    /// <summary>14 Nov 2026, 00:10:52 UTC: where the second counts.</summary>
    public static string Moment(DateTimeOffset at) => Shapes.In(at.UtcDateTime, "d MMM yyyy, HH:mm:ss") + " UTC";

    /// <summary>2026-11-14, as addresses and date fields write a day.</summary>
    public static string IsoDay(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", s_culture);

    /// <summary>
    /// "14 Nov to 20 Nov"; the end is exclusive, so a window that ends at midnight ends on the day before. One day is itself.
    /// </summary>
    public static string Period(DateTimeOffset start, DateTimeOffset end)
    {
        var last = end - TimeSpan.FromTicks(1);
        var (from, to) = (start.UtcDateTime, last.UtcDateTime);
        if (from.Date != to.Date)
        {
            // Across a turn of the year, a day alone could be that of either.
            return from.Year == to.Year
                ? T["{0} to {1}", Day(start), Day(last)]
                : T["{0} to {1}", Shapes.In(from, "d MMM yyyy"), Shapes.In(to, "d MMM yyyy")];
        }

        return from.TimeOfDay == TimeSpan.Zero && end.UtcDateTime.TimeOfDay == TimeSpan.Zero
            ? Day(start)
            : T["{0}, {1} to {2}", Day(start), from.ToString("HH:mm", s_culture), end.UtcDateTime.ToString("HH:mm", s_culture)];
    }

    /// <summary>Short names of windows for a row of columns: their first day, with the time where two begin on the same day.</summary>
    public static IReadOnlyList<string> Columns(IReadOnlyList<DateTimeOffset> starts)
    {
        var days = starts.CountBy(Day).ToDictionary(StringComparer.Ordinal);
        return [.. starts.Select(s => days[Day(s)] == 1 ? Day(s) : Shapes.In(s.UtcDateTime, "d MMM HH:mm"))];
    }
}
