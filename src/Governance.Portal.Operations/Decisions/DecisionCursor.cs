using System.Globalization;
using Governance.Portal.Kernel.Api;

namespace Governance.Portal.Operations.Decisions;

/// <summary>Where a page of decisions ended, as text.</summary>
internal static class DecisionCursor
{
    public static string Write(ListDecisions.Place place) =>
        Cursor.Encode(place.Time.UtcTicks.ToString(CultureInfo.InvariantCulture), place.Number.ToString(CultureInfo.InvariantCulture));

    public static bool TryRead(string text, out ListDecisions.Place place)
    {
        place = default;
        if (
            !Cursor.TryDecode(text, 2, out var keys)
            || !TryTicks(keys[0], out var time)
            || !long.TryParse(keys[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        )
        {
            return false;
        }

        place = new ListDecisions.Place(time, number);
        return true;
    }

    public static bool TryTicks(string text, out DateTimeOffset time)
    {
        var ok =
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            && ticks <= DateTimeOffset.MaxValue.UtcTicks;
        time = ok ? new DateTimeOffset(ticks, TimeSpan.Zero) : default;
        return ok;
    }
}
