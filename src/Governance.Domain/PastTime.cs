namespace Governance.Domain;

/// <summary>
/// Whether something can have been measured or have happened at a time that a sender states: nothing has that is still to come. One
/// tolerance for all of them, because they are all compared with the same clock.
/// </summary>
public static class PastTime
{
    /// <summary>
    /// How far the clock of a sender may be ahead of the portal's, and a row outside the period that its window declares.
    /// </summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>The latest time at which something can have happened.</summary>
    /// <param name="now">The server's clock.</param>
    public static DateTimeOffset Latest(DateTimeOffset now) =>
        now >= DateTimeOffset.MaxValue - Tolerance ? DateTimeOffset.MaxValue : now + Tolerance;

    /// <summary>True when this is still to come, by more than the tolerance.</summary>
    /// <param name="time">When something is said to have happened, or to have ended.</param>
    /// <param name="now">The server's clock.</param>
    public static bool IsAhead(this DateTimeOffset time, DateTimeOffset now) => time > Latest(now);
}
