namespace Governance.Domain.Kpis;

/// <summary>How often something is mailed.</summary>
public enum Cadence
{
    /// <summary>Every day.</summary>
    Daily,

    /// <summary>On a day of the week.</summary>
    Weekly,

    /// <summary>On a day of the month.</summary>
    Monthly,
}

/// <summary>An hour of the clock on the wall, on some days.</summary>
/// <param name="Cadence">How often.</param>
/// <param name="Day">Day of the week from 1 (Monday) to 7, of the month from 1 to 28; not used when it is daily.</param>
/// <param name="Hour">0 to 23.</param>
/// <param name="TimeZone">IANA name of the zone.</param>
public sealed record MailSchedule(Cadence Cadence, int Day, int Hour, string TimeZone)
{
    /// <summary>Last day of the month that can be chosen: every month has it.</summary>
    public const int LastDay = 28;

    /// <summary>The zone; UTC when this machine does not know it any more.</summary>
    public TimeZoneInfo Zone => TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>Says what cannot be.</summary>
    public Refusal? Refuses()
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _))
        {
            return SubscriptionRefusals.ZoneUnknown;
        }

        if (Hour is < 0 or > 23)
        {
            return SubscriptionRefusals.HourNotValid;
        }

        return Cadence switch
        {
            Cadence.Weekly when Day is < 1 or > 7 => SubscriptionRefusals.DayNotValid,
            Cadence.Monthly when Day is < 1 or > LastDay => SubscriptionRefusals.DayNotValid,
            _ => null,
        };
    }

    /// <summary>
    /// The first time after an instant. An hour that summer time leaves out comes when the clock goes on; of an hour that comes twice it is
    /// the first.
    /// </summary>
    public DateTimeOffset NextAfter(DateTimeOffset now)
    {
        var day = TimeZoneInfo.ConvertTime(now, Zone).Day();
        while (true)
        {
            if (IsDay(day) && At(day) is var at && at > now)
            {
                return at;
            }

            day = day.AddDays(1);
        }
    }

    private bool IsDay(DateOnly day) =>
        Cadence switch
        {
            Cadence.Weekly => ((int)day.DayOfWeek + 6) % 7 == Day - 1,
            Cadence.Monthly => day.Day == Day,
            _ => true,
        };

    private DateTimeOffset At(DateOnly day)
    {
        var wall = day.ToDateTime(new TimeOnly(Hour, 0));
        while (Zone.IsInvalidTime(wall))
        {
            wall = wall.AddMinutes(30);
        }

        var offset = Zone.IsAmbiguousTime(wall) ? Zone.GetAmbiguousTimeOffsets(wall).Max() : Zone.GetUtcOffset(wall);
        return new DateTimeOffset(wall, offset).ToUniversalTime();
    }
}
