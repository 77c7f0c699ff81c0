namespace Governance.Domain;

/// <summary>
/// The day of an instant, by the offset that it carries. What decides or shows a day is given the instants of the portal's clock
/// (<see cref="TimeProvider.GetLocalNow"/>, <c>ActionContext.Now</c>), whose offset is that of the organisation's time zone: today is the
/// organisation's, and not that of Greenwich.
/// </summary>
public static class Days
{
    /// <summary>The day on a calendar at the offset of the instant.</summary>
    /// <param name="at">The instant.</param>
    public static DateOnly Day(this DateTimeOffset at) => DateOnly.FromDateTime(at.DateTime);

    /// <summary>
    /// The end of a day, which is the begin of the next, at the offset of an instant: what is due on the day is late from then on.
    /// </summary>
    /// <param name="day">The day.</param>
    /// <param name="now">An instant of the portal's clock.</param>
    public static DateTimeOffset EndOf(DateOnly day, DateTimeOffset now) => new(day.AddDays(1).ToDateTime(TimeOnly.MinValue), now.Offset);

    /// <summary>Today, in the time zone of the clock.</summary>
    /// <param name="clock">The clock; that of the portal has the time zone of the organisation.</param>
    public static DateOnly Today(this TimeProvider clock) => clock.GetLocalNow().Day();

    /// <summary>Today where someone is.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="zone">Their time zone; null for that of the clock.</param>
    public static DateOnly Today(this TimeProvider clock, TimeZoneInfo? zone)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone ?? clock.LocalTimeZone).Day();
    }

    /// <summary>The instant of a time of a day that someone names where they are, in UTC.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="day">The day.</param>
    /// <param name="zone">Their time zone; null for that of the clock.</param>
    /// <param name="time">The time of day; without one, the day's begin.</param>
    public static DateTimeOffset Of(this TimeProvider clock, DateOnly day, TimeZoneInfo? zone, TimeOnly time = default)
    {
        ArgumentNullException.ThrowIfNull(clock);
        var local = day.ToDateTime(time);
        return new DateTimeOffset(local, (zone ?? clock.LocalTimeZone).GetUtcOffset(local)).ToUniversalTime();
    }
}
