namespace Governance.Analytics.Alarms;

/// <summary>How often data of a kind comes, and after which silence it counts as late.</summary>
/// <param name="Every">Usual time from one arrival to the next.</param>
/// <param name="LateAfter">Silence after an arrival from which the next one is late; longer than <paramref name="Every"/>.</param>
/// <param name="IsDeclared">Someone said so; otherwise it was learnt from what came.</param>
public readonly record struct Rhythm(TimeSpan Every, TimeSpan LateAfter, bool IsDeclared)
{
    /// <summary>Gaps between arrivals below which nothing is learnt: less than a week of working days has no weekend in it.</summary>
    public const int MinGaps = 6;

    /// <summary>Newest arrivals that are looked at.</summary>
    public const int MaxArrivals = 13;

    private const double Grace = 0.5;
    private const double Unusual = 4;
    private const double UsualShare = 0.75;

    /// <summary>A rhythm someone declared.</summary>
    /// <remarks>Late after 1.5 times the rhythm.</remarks>
    /// <param name="every">Time from one arrival to the next; above zero.</param>
    /// <returns>The rhythm.</returns>
    public static Rhythm Declared(TimeSpan every) => new(every, every * (1 + Grace), IsDeclared: true);

    /// <summary>Learns the rhythm of what came.</summary>
    /// <remarks>
    /// The rhythm is the median g of the gaps between the last <see cref="MaxArrivals"/> arrivals: one outage, or one window sent twice,
    /// does not move it. Gaps from g/4 to 4·g are usual, such as a weekend in a daily stream; where fewer than three quarters are, the
    /// stream has no rhythm. Late after the longest usual gap, half a rhythm and the delay d: gaps that were usual alert no one. d is the
    /// shortest time from an arrival's own end to when it was received, at most g, and 0 where the arrivals were received at once, in less
    /// than half the time they span, such as a history that is filled in.
    /// </remarks>
    /// <param name="arrivals">End of what an arrival covers, and when it was received, in any order; several of one end count once.</param>
    /// <returns>The rhythm; <see langword="null"/> with fewer than <see cref="MinGaps"/> gaps, or without a rhythm.</returns>
    public static Rhythm? Learn(IEnumerable<(DateTimeOffset At, DateTimeOffset ReceivedAt)> arrivals)
    {
        ArgumentNullException.ThrowIfNull(arrivals);
        var newest = arrivals
            .GroupBy(a => a.At)
            .OrderByDescending(g => g.Key)
            .Take(MaxArrivals)
            .Select(g => (At: g.Key, ReceivedAt: g.Min(a => a.ReceivedAt)))
            .ToList();
        if (newest.Count <= MinGaps)
        {
            return null;
        }
        TimeSpan[] gaps = [.. newest.Zip(newest.Skip(1), (later, earlier) => later.At - earlier.At).Order()];
        var every = (gaps[(gaps.Length - 1) / 2] + gaps[gaps.Length / 2]) / 2;
        TimeSpan[] usual = [.. gaps.Where(g => g >= every / Unusual && g <= every * Unusual)];
        return usual.Length < UsualShare * gaps.Length
            ? null
            : new Rhythm(every, usual[^1] + (every * Grace) + DelayOf(newest, every), IsDeclared: false);
    }

    private static TimeSpan DelayOf(List<(DateTimeOffset At, DateTimeOffset ReceivedAt)> arrivals, TimeSpan every)
    {
        var received = arrivals.Max(a => a.ReceivedAt) - arrivals.Min(a => a.ReceivedAt);
        if (received < (arrivals[0].At - arrivals[^1].At) / 2)
        {
            return TimeSpan.Zero;
        }
        var shortest = arrivals.Min(a => a.ReceivedAt - a.At);
        return shortest < TimeSpan.Zero ? TimeSpan.Zero
            : shortest > every ? every
            : shortest;
    }
}
