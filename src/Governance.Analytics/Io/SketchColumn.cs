using Governance.Analytics.Sketches;

namespace Governance.Analytics.Io;

/// <summary>A column of which a sketch is kept instead of all values.</summary>
internal sealed class SketchColumn : Column
{
    public SketchColumn(string name, ColumnType type, int rows, ColumnCounts counts)
        : base(name, type, rows, counts) { }

    /// <summary>Values of a numeric column; exact when its error is 0.</summary>
    public WeightedSample? Sample { get; init; }

    /// <summary>Values of a categorical column; exact when its error is 0.</summary>
    public FrequentValues? Frequent { get; init; }

    /// <summary>Distinct values of a numeric column; <see langword="null"/> when they were not all kept.</summary>
    public long? Distinct { get; init; }

    /// <summary>Whether nearly every row has a long whole number of its own.</summary>
    internal bool IsIdentifier { get; init; }

    /// <summary>Mean of a numeric column, from all values.</summary>
    public double? Mean { get; init; }

    /// <summary>Population standard deviation of a numeric column, from all values.</summary>
    public double? Sd { get; init; }

    /// <summary>Smallest finite value, or earliest instant in ticks.</summary>
    public double Min { get; init; }

    /// <summary>Largest finite value, or latest instant in ticks.</summary>
    public double Max { get; init; }

    /// <summary>Earliest and latest instant of a column of dates, in UTC ticks.</summary>
    public (long Earliest, long Latest)? Range { get; init; }
}
