namespace Governance.Portal.Kernel.Components.Forms;

/// <summary>Fields of a date and a time of day: they hold the time of the zone in which the page around them writes times.</summary>
public static class TimeFields
{
    /// <summary>What a field shows of an instant, to the minute; null for none.</summary>
    public static DateTime? Shown(DateTimeOffset? at, TimeZoneInfo zone) =>
        at is { } known && TimeZoneInfo.ConvertTime(known, zone).DateTime is var local
            ? local.AddTicks(-(local.Ticks % TimeSpan.TicksPerMinute))
            : null;

    /// <summary>
    /// The instant that a field means; null where it is empty. The field knows no seconds, so an unchanged minute keeps what is stored.
    /// </summary>
    public static DateTimeOffset? Read(DateTime? field, TimeZoneInfo zone, DateTimeOffset? stored = null)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return field is not { } given ? null
            : Shown(stored, zone) == given ? stored
            : new DateTimeOffset(DateTime.SpecifyKind(given, DateTimeKind.Unspecified), zone.GetUtcOffset(given));
    }
}
