namespace Governance.Analytics.Io;

/// <summary>What a file holds of a stretch of time, and besides.</summary>
/// <param name="Rows">All rows.</param>
/// <param name="First">Time of the earliest; null when there is no row.</param>
/// <param name="Last">Time of the latest.</param>
/// <param name="Before">Rows before the stretch.</param>
/// <param name="Within">Rows of the stretch.</param>
public sealed record PeriodCounts(long Rows, DateTimeOffset? First, DateTimeOffset? Last, RowTotal Before, RowTotal Within);

/// <summary>How many rows, and a number that other rows would not have, in whatever order they stand.</summary>
/// <param name="Rows">How many.</param>
/// <param name="Sum">Sum of a digest of each, modulo two to the power of 64.</param>
public readonly record struct RowTotal(long Rows, long Sum)
{
    /// <summary>Both together.</summary>
    public static RowTotal operator +(RowTotal left, RowTotal right) => left.Add(right);

    /// <summary>Both together.</summary>
    public RowTotal Add(RowTotal other) => new(Rows + other.Rows, unchecked(Sum + other.Sum));
}
