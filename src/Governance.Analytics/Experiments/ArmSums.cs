namespace Governance.Analytics.Experiments;

/// <summary>Counts and sums of one metric by arm.</summary>
/// <param name="metric">Name of the metric.</param>
public sealed class ArmSums(string metric)
{
    private readonly long[] _counts = new long[2];
    private readonly double[] _sums = new double[2];

    /// <summary>Names of the arms, by their number.</summary>
    public static IReadOnlyList<string> Arms { get; } = ["champion", "challenger"];

    /// <summary>Name of the metric.</summary>
    public string Metric => metric;

    /// <summary>Observations by arm.</summary>
    public IReadOnlyList<long> Counts => _counts;

    /// <summary>Their sums by arm.</summary>
    public IReadOnlyList<double> Sums => _sums;

    /// <summary>Pairs in which both are 1; <see langword="null"/> where rows are not paired.</summary>
    public long? Both { get; private set; }

    internal void Add(int arm, double value)
    {
        _counts[arm]++;
        _sums[arm] += value;
    }

    internal void AddPair(double champion, double challenger)
    {
        Add(0, champion);
        Add(1, challenger);
        Both = (Both ?? 0) + (champion == 1 && challenger == 1 ? 1 : 0);
    }

    internal void Pairs() => Both ??= 0;
}
