using System.Globalization;
using Governance.Domain;

namespace Governance.Portal.Demo;

/// <summary>
/// The acts of the demo in the order of their times. An act has its time by the calendar of the samples, which moves with them by whole
/// weeks (<see cref="SampleTimes"/>), or counted back from the time at which the demo is played: what waits for someone has just happened.
/// </summary>
/// <param name="now">When the demo is played.</param>
/// <param name="shift">How far the samples are moved.</param>
internal sealed class DemoStory(DateTimeOffset now, TimeSpan shift)
{
    // People of the demo work from Monday to Friday between these hours (UTC).
    private const int Begins = 8;
    private const int Ends = 17;

    private readonly List<(DateTimeOffset At, Func<CancellationToken, Task<Refusal?>> Act)> _acts = [];

    /// <summary>What happens at a time of the samples' calendar.</summary>
    /// <param name="time">Such as <c>2026-05-18 09:00</c>, UTC.</param>
    /// <param name="act">What happens; the first refusal ends the story.</param>
    public void On(string time, Func<CancellationToken, Task<Refusal?>> act) => At(TimeOf(time), act);

    /// <summary>What happens some hours of work before the demo is played.</summary>
    public void Back(double hours, Func<CancellationToken, Task<Refusal?>> act) => At(WorkBack(now, hours), act);

    /// <summary>What happens some hours before the demo is played, whatever the day: an incident does not wait for hours of work.</summary>
    public void Ago(double hours, Func<CancellationToken, Task<Refusal?>> act) => At(now.AddHours(-hours), act);

    /// <summary>What happens at a time.</summary>
    public void At(DateTimeOffset at, Func<CancellationToken, Task<Refusal?>> act) => _acts.Add((at, act));

    /// <summary>A time of the samples' calendar.</summary>
    public DateTimeOffset TimeOf(string time) =>
        DateTimeOffset.ParseExact(time, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) + shift;

    /// <summary>Plays all of it.</summary>
    /// <param name="clock">Set to the time of each act where it can be set; else all of them happen now, in the same order.</param>
    /// <param name="ct">Cancels between two acts.</param>
    public async Task<Refusal?> PlayAsync(TimeProvider clock, CancellationToken ct)
    {
        var scripted = clock as DemoClock;
        try
        {
            foreach (var (at, act) in _acts.OrderBy(a => a.At))
            {
                ct.ThrowIfCancellationRequested();
                scripted?.MoveTo(at);
                if (await act(ct) is { } refusal)
                {
                    return refusal;
                }
            }
        }
        finally
        {
            scripted?.Release();
        }

        return null;
    }

    /// <summary>The time so many hours of work before another; a time outside of them counts as the end of the last.</summary>
    internal static DateTimeOffset WorkBack(DateTimeOffset from, double hours)
    {
        var at = from.ToUniversalTime();
        var left = TimeSpan.FromHours(hours);
        while (true)
        {
            var day = new DateTimeOffset(at.Date, TimeSpan.Zero);
            var (begins, ends) = (day.AddHours(Begins), day.AddHours(Ends));
            if (day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && at > begins)
            {
                at = at < ends ? at : ends;
                if (at - left >= begins)
                {
                    return at - left;
                }

                left -= at - begins;
            }

            at = day.AddTicks(-1);
        }
    }

    /// <summary>The first time at or after another at which someone is at work.</summary>
    internal static DateTimeOffset NextWork(DateTimeOffset from)
    {
        var day = new DateTimeOffset(from.UtcDateTime.Date, TimeSpan.Zero);
        var at =
            from > day.AddHours(Ends) ? day.AddDays(1).AddHours(Begins)
            : from < day.AddHours(Begins) ? day.AddHours(Begins)
            : from;
        while (at.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
        {
            at = new DateTimeOffset(at.UtcDateTime.Date, TimeSpan.Zero).AddDays(1).AddHours(Begins);
        }

        return at;
    }
}
