using Governance.Analytics.Io;

namespace Governance.Analytics.Drift.Counted;

/// <summary>What is counted of one column where its rows lie, so that only counts travel.</summary>
/// <param name="Name">Name of the column.</param>
public abstract record ColumnToCount(string Name)
{
    private const int FineQuantiles = 50;

    /// <summary>What is counted of a column of a reference.</summary>
    /// <param name="profile">The column.</param>
    public static ColumnToCount Of(ColumnProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return profile switch
        {
            NumericProfile numeric => new CellsToCount(profile.Name, EdgesOf(numeric)),
            CategoryProfile => new ValuesToCount(profile.Name),
            { Type: ColumnType.Numeric } => new CellsToCount(profile.Name, []),
            _ => new PresenceToCount(profile.Name, profile.Type),
        };
    }

    /// <summary>
    /// Edges of the reference's bins, so that these are counted exactly; its extremes, so that what lies outside is; and further quantiles,
    /// so that the Kolmogorov–Smirnov statistic is known within a few hundredths.
    /// </summary>
    private static double[] EdgesOf(NumericProfile reference)
    {
        var edges = new SortedSet<double>();
        var sorted = reference.Sorted;
        Add(edges, Math.BitDecrement(sorted[0]));
        Add(edges, sorted[^1]);
        foreach (var point in reference.Binning.Points)
        {
            Add(edges, point);
            if (reference.Binning.Kind is BinningKind.Value)
            {
                Add(edges, Math.BitDecrement(point));
            }
        }
        if (reference.Binning.Kind is BinningKind.Quantile)
        {
            for (var i = 1; i < FineQuantiles; i++)
            {
                // A value of the reference, not one between two: ties stay on one side.
                Add(edges, sorted[(int)((long)i * (sorted.Length - 1) / FineQuantiles)]);
            }
        }
        return [.. edges];
    }

    // Beyond the largest numbers there is none to compare with; and there is no negative zero.
    private static void Add(SortedSet<double> edges, double edge)
    {
        if (double.IsFinite(edge))
        {
            edges.Add(edge + 0.0);
        }
    }
}

/// <summary>A column of numbers: how many lie in each cell.</summary>
/// <param name="Name">Name of the column.</param>
/// <param name="Edges">
/// k finite numbers, ascending, none twice: k + 1 cells (−∞, e₁], (e₁, e₂], … (eₖ, ∞). Missing and infinite values are counted apart.
/// </param>
public sealed record CellsToCount(string Name, IReadOnlyList<double> Edges) : ColumnToCount(Name);

/// <summary>A column of categories: how many rows each value has. An empty text is missing.</summary>
/// <param name="Name">Name of the column.</param>
public sealed record ValuesToCount(string Name) : ColumnToCount(Name);

/// <summary>A column that is not compared: how many rows have a value.</summary>
/// <param name="Name">Name of the column.</param>
/// <param name="Type">Its type in the reference: what counts as missing depends on it.</param>
public sealed record PresenceToCount(string Name, ColumnType Type) : ColumnToCount(Name);

/// <summary>What was counted of one column.</summary>
/// <param name="Name">Name of the column.</param>
/// <param name="Missing">Rows without a value.</param>
/// <param name="Infinite">Rows with an infinite number.</param>
/// <param name="Cells">For <see cref="CellsToCount"/>: finite numbers by cell, one more than edges. Else empty.</param>
/// <param name="Values">For <see cref="ValuesToCount"/>: rows by value, none empty. Else empty.</param>
public sealed record CountedValues(
    string Name,
    long Missing,
    long Infinite,
    IReadOnlyList<long> Cells,
    IReadOnlyDictionary<string, long> Values
);
