namespace Governance.Data.Decisions;

/// <summary>A stretch of time of which the decisions of a version are to be counted.</summary>
public sealed class DecisionStretch
{
    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>Number of the version's source; null when it never sent decisions.</summary>
    public required int? Source { get; init; }

    /// <summary>Decisions that were served in it, as something else says.</summary>
    public required double Served { get; init; }

    /// <summary>Its start.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Its end, which is no longer in it.</summary>
    public required DateTimeOffset To { get; init; }
}
