namespace Governance.Policies;

/// <summary>Hours of the day in a time zone; past midnight when they end before they begin.</summary>
/// <param name="From">First minute.</param>
/// <param name="Until">Minute at which they are over.</param>
/// <param name="TimeZone">Name of the zone, such as <c>Europe/Berlin</c>.</param>
public sealed record AgentHours(TimeOnly From, TimeOnly Until, string TimeZone)
{
    // A zone that this machine does not know lets no time be within these hours, nor outside them: see Contains.
    private readonly TimeZoneInfo? _zone = TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var zone) ? zone : null;

    /// <summary>Whether a time lies within them; null where this machine does not know the zone.</summary>
    public bool? Contains(DateTimeOffset at)
    {
        if (_zone is null)
        {
            return null;
        }

        var minute = TimeOnly.FromTimeSpan(TimeZoneInfo.ConvertTime(at, _zone).TimeOfDay);
        return From < Until ? minute >= From && minute < Until : minute >= From || minute < Until;
    }

    /// <summary>As policies write them: <c>08:00-18:00 Europe/Berlin</c>.</summary>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{From:HH\\:mm}-{Until:HH\\:mm} {TimeZone}");
}
