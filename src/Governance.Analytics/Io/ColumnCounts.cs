namespace Governance.Analytics.Io;

/// <summary>Values of a column that take no part in statistics.</summary>
/// <param name="Missing">
/// Empty fields; in numeric and date columns also the known spellings of null (na, n/a, nan, null, none, #N/A, ?, \N and others).
/// </param>
/// <param name="Infinite">Plus and minus infinity in a numeric column, also numbers too large for a double.</param>
/// <param name="Invalid">Values that do not have the type of the reference.</param>
/// <param name="InfiniteLines">Lines of the first infinite values, at most five.</param>
/// <param name="InvalidLines">Lines of the first invalid values, at most five.</param>
public sealed record ColumnCounts(
    long Missing,
    long Infinite,
    long Invalid,
    IReadOnlyList<long> InfiniteLines,
    IReadOnlyList<long> InvalidLines
)
{
    /// <summary>Examples of invalid values as they were written, each once and shortened; at most three.</summary>
    public IReadOnlyList<string> InvalidTexts { get; init; } = [];

    /// <summary>Nothing left out.</summary>
    public static ColumnCounts None { get; } = new(0, 0, 0, [], []);
}
