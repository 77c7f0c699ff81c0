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

    /// <summary>Today, in the time zone of the clock.</summary>
    /// <param name="clock">The clock; that of the portal has the time zone of the organisation.</param>
    public static DateOnly Today(this TimeProvider clock) => clock.GetLocalNow().Day();
}
