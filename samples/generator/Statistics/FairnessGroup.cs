namespace Governance.Samples.Statistics;

/// <summary>One group of a protected attribute. Selection means predicted 1, the unfavourable outcome of credit and of pricing.</summary>
internal sealed class FairnessGroup(string name, IReadOnlyList<ScoredLabel> rows)
{
    public string Name { get; } = name;

    public Performance Performance { get; } = new(rows);

    public long Count => Performance.Rows;

    public Interval SelectionRate { get; } =
        Interval.Wilson(rows.LongCount(r => r.Prediction == 1), rows.Count)
        ?? throw new ArgumentException("A group has at least one row.", nameof(rows));

    public Interval? TruePositiveRate { get; } =
        Interval.Wilson(rows.LongCount(r => r is { Prediction: 1, Label: 1 }), rows.LongCount(r => r.Label == 1));

    public Interval? FalsePositiveRate => Performance.FalsePositiveRate;
}
