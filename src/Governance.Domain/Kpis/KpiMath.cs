namespace Governance.Domain.Kpis;

/// <summary>A deployment to production.</summary>
/// <param name="At">From when.</param>
/// <param name="RolledBackAt">When a roll-back ended it; null when none did.</param>
public readonly record struct DeploymentFact(DateTimeOffset At, DateTimeOffset? RolledBackAt);

/// <summary>Something that took time and is over.</summary>
/// <param name="From">Its beginning.</param>
/// <param name="To">Its end, which decides in which period it counts.</param>
public readonly record struct SpanFact(DateTimeOffset From, DateTimeOffset To);

/// <summary>Something that holds from an instant on, until another.</summary>
/// <param name="Key">What it is about: several of one key count once.</param>
/// <param name="From">Since when.</param>
/// <param name="Until">Until when; null while it holds.</param>
public readonly record struct StateFact(string Key, DateTimeOffset From, DateTimeOffset? Until)
{
    /// <summary>True when it holds at the instant.</summary>
    public bool HoldsAt(DateTimeOffset at) => From <= at && !(Until <= at);
}

/// <summary>Something that falls due.</summary>
/// <param name="DueAt">When.</param>
/// <param name="DoneAt">When it was done; null while it is not.</param>
public readonly record struct DueFact(DateTimeOffset DueAt, DateTimeOffset? DoneAt)
{
    /// <summary>True when it was not done by then.</summary>
    public bool IsLate => !(DoneAt <= DueAt);
}

/// <summary>An own obligation in force.</summary>
/// <param name="Weight">What it weighs.</param>
/// <param name="Met">1 met, ½ partly, 0 not.</param>
public readonly record struct DutyFact(double Weight, double Met);

/// <summary>How key figures are computed. Definitions: <c>docs/kpis.md</c>.</summary>
public static class KpiMath
{
    /// <summary>Days that a velocity is counted in.</summary>
    public const double Month = 30;

    /// <summary>How many values a figure that is a median takes at least: of one or two it says what a single case took.</summary>
    public const int MedianValues = 3;

    /// <summary>Deployments begun in the period, per 30 days.</summary>
    public static double Velocity(IEnumerable<DeploymentFact> deployments, KpiPeriod period) =>
        deployments.Count(d => period.Holds(d.At)) * Month / period.Days;

    /// <summary>
    /// Percent of the deployments begun in the period that a roll-back ended before its end; null without deployments. After the change
    /// failure rate of DORA, with a roll-back as the sign of a failure.
    /// </summary>
    public static double? FailureRate(IReadOnlyCollection<DeploymentFact> deployments, KpiPeriod period)
    {
        ArgumentNullException.ThrowIfNull(deployments);
        var begun = deployments.Where(d => period.Holds(d.At)).ToList();
        return begun.Count == 0 ? null : 100.0 * begun.Count(d => d.RolledBackAt < period.To) / begun.Count;
    }

    /// <summary>Percent of what fell due in the period that was not done by then; null when nothing did.</summary>
    public static double? LateShare(IReadOnlyCollection<DueFact> facts, KpiPeriod period)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var due = facts.Where(f => period.Holds(f.DueAt)).ToList();
        return due.Count == 0 ? null : 100.0 * due.Count(f => f.IsLate) / due.Count;
    }

    /// <summary>Median length of what ended in the period; null when less did than is needed.</summary>
    /// <param name="spans">Of any time.</param>
    /// <param name="period">Which of them count.</param>
    /// <param name="least">How many are needed: <see cref="MedianValues"/> for a figure, one for a point of its trend.</param>
    public static TimeSpan? MedianLength(IEnumerable<SpanFact> spans, KpiPeriod period, int least = MedianValues)
    {
        List<double> lengths = [.. spans.Where(s => period.Holds(s.To)).Select(s => (double)(s.To - s.From).Ticks)];
        return lengths.Count >= least && Quantile(lengths, 0.5) is { } ticks ? TimeSpan.FromTicks((long)ticks) : null;
    }

    /// <summary>Quantile of type 7 (Hyndman and Fan, 1996), which lies between the two neighbours; null without values.</summary>
    /// <param name="values">In any order.</param>
    /// <param name="share">0 to 1; 0.5 is the median.</param>
    public static double? Quantile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0)
        {
            return null;
        }

        var at = share * (sorted.Length - 1);
        var below = (int)Math.Floor(at);
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((at - below) * (sorted[above] - sorted[below]));
    }

    /// <summary>Distinct keys whose state holds at an instant.</summary>
    public static int Holding(IEnumerable<StateFact> states, DateTimeOffset at) =>
        states.Where(s => s.HoldsAt(at)).Select(s => s.Key).Distinct(StringComparer.Ordinal).Count();

    /// <summary>
    /// The mean over the models of what share of the decisions they served is in the decision log, of 100. A model of which nothing says
    /// how
    /// many it served is left out: its share is unknown, whether or not it logged some. Null when none is left.
    /// </summary>
    public static double? Coverage(IReadOnlyCollection<CoverageFact> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        var shares = models.Select(m => m.Share).OfType<double>().ToList();
        return shares.Count == 0 ? null : 100 * shares.Average();
    }

    /// <summary>What is met of 100, weighted; null when nothing is owed.</summary>
    public static double? Score(IReadOnlyCollection<DutyFact> duties)
    {
        ArgumentNullException.ThrowIfNull(duties);
        var owed = duties.Sum(d => d.Weight);
        return owed > 0 ? 100 * duties.Sum(d => d.Weight * d.Met) / owed : null;
    }
}
