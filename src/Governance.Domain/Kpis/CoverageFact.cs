namespace Governance.Domain.Kpis;

/// <summary>What says how many decisions a model served.</summary>
public enum ServedSource
{
    /// <summary>A counter of what serves it, sent as the figure <c>served decisions</c>.</summary>
    Counter,

    /// <summary>The rows of its monitoring windows.</summary>
    Windows,

    /// <summary>A rate that a person declared.</summary>
    Declared,
}

/// <summary>Decisions served in a stretch of time, and how many of the same version and time are in the log.</summary>
/// <param name="Served">Decisions served.</param>
/// <param name="Logged">Of the same version and stretch, in the log.</param>
public readonly record struct ServedStretch(double Served, long Logged);

/// <summary>What of the decisions that a model served in a period is in the decision log.</summary>
/// <param name="Model">The model.</param>
/// <param name="Logged">Its decisions in the log that are compared; all of the period where nothing says how many were served.</param>
/// <param name="Served">Decisions it served; null where nothing says.</param>
/// <param name="Source">What says so; null where nothing does.</param>
public sealed record CoverageFact(string Model, long Logged, double? Served, ServedSource? Source)
{
    /// <summary>The share, 0 to 1; null when it is unknown.</summary>
    public double? Share => Served is > 0 and { } served ? Math.Min(1, Logged / served) : null;

    /// <summary>
    /// Of stretches that were counted. Each is compared with the log of the same time, and one that logged more than it served does not
    /// make
    /// up for another that logged less.
    /// </summary>
    public static CoverageFact Of(string model, ServedSource source, IReadOnlyCollection<ServedStretch> stretches)
    {
        ArgumentNullException.ThrowIfNull(stretches);
        return new CoverageFact(model, (long)stretches.Sum(s => Math.Min(s.Served, s.Logged)), stretches.Sum(s => s.Served), source);
    }

    /// <summary>Of a declared rate: what it comes to over the time in which the model was in production.</summary>
    /// <param name="model">The model.</param>
    /// <param name="logged">Decisions of the period in the log.</param>
    /// <param name="perDay">The declared rate.</param>
    /// <param name="running">Stretches in production; those of several places at once overlap and count once.</param>
    /// <param name="period">The period.</param>
    public static CoverageFact Of(string model, long logged, long perDay, IEnumerable<StateFact> running, KpiPeriod period)
    {
        ArgumentNullException.ThrowIfNull(running);
        var (days, reached) = (0.0, period.From);
        foreach (var stretch in running.OrderBy(s => s.From))
        {
            var from = stretch.From > reached ? stretch.From : reached;
            var to = stretch.Until < period.To ? stretch.Until.Value : period.To;
            if (to > from)
            {
                days += (to - from).TotalDays;
                reached = to;
            }
        }

        return new CoverageFact(model, logged, perDay * days, ServedSource.Declared);
    }
}
