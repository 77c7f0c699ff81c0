namespace Governance.Domain.Monitoring;

/// <summary>The periods into which time is cut: half-open, one after the other, without a gap.</summary>
/// <param name="Length">How long one is.</param>
/// <param name="Zone">Where days and weeks begin.</param>
public sealed record WindowPeriods(WindowLength Length, TimeZoneInfo Zone)
{
    /// <summary>The start of the period in which an instant lies.</summary>
    /// <param name="instant">Any instant.</param>
    /// <returns>In UTC.</returns>
    public DateTimeOffset StartOf(DateTimeOffset instant)
    {
        if (Length is WindowLength.Hour)
        {
            return new DateTimeOffset(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
        }

        return Midnight(FirstDay(TimeZoneInfo.ConvertTime(instant, Zone).Day()));
    }

    /// <summary>The end of the period that begins at an instant; of one in whose midst it lies, that period's end.</summary>
    /// <param name="start">Any instant.</param>
    /// <returns>In UTC, later than <paramref name="start"/>.</returns>
    public DateTimeOffset EndAfter(DateTimeOffset start)
    {
        if (Length is WindowLength.Hour)
        {
            return StartOf(start).AddHours(1);
        }

        var day = FirstDay(TimeZoneInfo.ConvertTime(start, Zone).Day());
        return Midnight(day.AddDays(Length is WindowLength.Day ? 1 : 7));
    }

    /// <summary>How many whole periods have ended between two instants.</summary>
    /// <param name="from">Start of the first.</param>
    /// <param name="until">No period that ends later counts.</param>
    /// <param name="most">Where counting stops.</param>
    public int Between(DateTimeOffset from, DateTimeOffset until, int most)
    {
        var count = 0;
        for (var end = EndAfter(from); end <= until && count < most; end = EndAfter(end))
        {
            count++;
        }

        return count;
    }

    private DateOnly FirstDay(DateOnly day) => Length is WindowLength.Week ? day.AddDays(-(((int)day.DayOfWeek + 6) % 7)) : day;

    // Where clocks go forward at midnight, the day begins at the first time there is; where they go back over it, at the first of both.
    private DateTimeOffset Midnight(DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        while (Zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(15);
        }

        var offset = Zone.IsAmbiguousTime(local) ? Zone.GetAmbiguousTimeOffsets(local).Max() : Zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
