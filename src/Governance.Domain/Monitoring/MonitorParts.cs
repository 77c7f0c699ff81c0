namespace Governance.Domain.Monitoring;

/// <summary>A monitor.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct MonitorId(int Number) : IDisplayId<MonitorId>
{
    /// <inheritdoc/>
    public static string Prefix => "MON";

    /// <inheritdoc/>
    public static MonitorId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}

/// <summary>What a monitor watches.</summary>
public enum MonitorKind
{
    /// <summary>Distribution of an input, of the score or the prediction against the reference.</summary>
    Drift,

    /// <summary>Mix of a protected attribute, which the model may never see, against the reference.</summary>
    ProtectedMix,

    /// <summary>A rate or area on labelled rows: how much worse than the reference.</summary>
    Performance,

    /// <summary>Difference of rates between the groups of a protected attribute.</summary>
    Fairness,

    /// <summary>Data quality checks that failed.</summary>
    Quality,

    /// <summary>A named figure of the business, with limits of its own.</summary>
    Business,

    /// <summary>A measure of an assistant's evaluations, such as attack success or recall, with limits from the first one.</summary>
    Evaluation,
}

/// <summary>What a monitor says of one window.</summary>
public enum MonitorOutcome
{
    /// <summary>Within its bounds.</summary>
    Ok,

    /// <summary>Beyond them, and not by chance.</summary>
    Breach,

    /// <summary>Beyond them, but chance alone may do that.</summary>
    Unclear,

    /// <summary>Too few rows or labels to say.</summary>
    NotEnough,
}

/// <summary>What a person sets of a monitor.</summary>
/// <param name="Lower">Lowest value of a business figure or an evaluation; null for none.</param>
/// <param name="Upper">PSI, worsening, difference between groups or highest business figure from which it is beyond its bounds; null for
/// the usual bands.</param>
/// <param name="MinimumRows">Rows each side needs, 1 to 1,000,000,000.</param>
/// <param name="Consecutive">Windows in a row beyond the bounds that raise an alert, and within them that end it, 1 to 100.</param>
/// <param name="Owner">Who is asked to look; the model's owner when null.</param>
/// <param name="AsksForRetraining">An alert also asks the pipeline to train again.</param>
public sealed record MonitorTerms(
    double? Lower,
    double? Upper,
    long MinimumRows,
    int Consecutive,
    Identity.UserId? Owner,
    bool AsksForRetraining
)
{
    /// <summary>
    /// Hours from one window, batch of labels or figure to the next, from 0.1 to 8,784; null where that is to be learnt from what comes.
    /// </summary>
    public double? ExpectedEveryHours { get; init; }
}

/// <summary>One value of a monitor: a point of its time series.</summary>
public sealed class MonitorReading
{
    /// <summary>Row number.</summary>
    public long Id { get; private set; }

    /// <summary>The monitor.</summary>
    public MonitorId Monitor { get; init; }

    /// <summary>The version observed.</summary>
    public string Version { get; init; } = "";

    /// <summary>The window; null for a figure that came by itself.</summary>
    public WindowId? Window { get; init; }

    /// <summary>First instant covered.</summary>
    public DateTimeOffset Start { get; init; }

    /// <summary>End of what is covered, exclusive.</summary>
    public DateTimeOffset End { get; init; }

    /// <summary>
    /// The value in the unit of the monitor: PSI in nats, worsening, difference, number of checks, business figure. Null when undefined.
    /// </summary>
    public double? Value { get; set; }

    /// <summary>Lower end of its 95 % interval, where one is defined.</summary>
    public double? Low { get; set; }

    /// <summary>Upper end of it.</summary>
    public double? High { get; set; }

    /// <summary>Rows it rests on.</summary>
    public long Rows { get; set; }

    /// <summary>p-value corrected for all figures of the window judged together, or null.</summary>
    public double? PAdjusted { get; set; }

    /// <summary>What is said of it.</summary>
    public MonitorOutcome Outcome { get; set; }

    /// <summary>Why, in a sentence; null when there is nothing to say.</summary>
    public string? Reason { get; set; }
}
