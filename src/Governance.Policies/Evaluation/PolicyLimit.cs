namespace Governance.Policies;

/// <summary>A limit that a rule of a policy sets on a measured value.</summary>
/// <param name="Policy">Name of the policy.</param>
/// <param name="Rule">Id of the rule.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Attribute">The attribute it is about; null for each.</param>
/// <param name="Slice">The part of the rows it is about; null for all rows.</param>
/// <param name="Operator"><c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c> or <c>&gt;=</c>.</param>
/// <param name="Value">The limit.</param>
public sealed record PolicyLimit(string Policy, string Rule, string Metric, string? Attribute, string? Slice, string Operator, double Value)
{
    /// <summary>The unfavourable end of the interval is compared, not the value.</summary>
    public bool Conservative { get; init; }

    /// <summary>Rows it asks for; null when it asks for none.</summary>
    public int? MinSamples { get; init; }

    /// <summary>A value that does not keep it blocks the promotion.</summary>
    public bool Blocks { get; init; }

    /// <summary>The value has to stay above it.</summary>
    public bool IsLower => Operator is ">" or ">=";

    /// <summary>Whether it is about this measured value.</summary>
    /// <param name="metric">Name of the metric.</param>
    /// <param name="attribute">Its attribute, or null.</param>
    /// <param name="slice">Its slice, or null.</param>
    public bool IsAbout(string metric, string? attribute, string? slice) =>
        Metric == metric && Slice == slice && (Attribute is null || Attribute == attribute);

    /// <summary>How a measured value stands to it.</summary>
    /// <param name="value">The value; null where it is undefined.</param>
    /// <param name="low">Lower end of its interval.</param>
    /// <param name="high">Upper end of its interval.</param>
    /// <param name="rows">Rows it was measured on.</param>
    public LimitOutcome Judge(double? value, double? low, double? high, long? rows)
    {
        var compared =
            !Conservative ? value
            : IsLower ? low
            : high;
        return value is null || compared is not { } measured || (MinSamples is not null && rows is null) ? LimitOutcome.Unknown
            : rows < MinSamples || !Holds(Operator, measured, Value) ? LimitOutcome.NotMet
            : LimitOutcome.Met;
    }

    /// <summary>Whether a value keeps a limit.</summary>
    internal static bool Holds(string comparison, double measured, double limit) =>
        comparison switch
        {
            "<" => measured < limit,
            "<=" => measured <= limit,
            ">" => measured > limit,
            ">=" => measured >= limit,
            _ => false,
        };
}
