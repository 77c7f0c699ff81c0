namespace Governance.Analytics.Io;

/// <summary>
/// A column of numbers with a few values that are none stays a column of numbers: those are counted as invalid and named, instead of
/// making every number a category.
/// </summary>
internal static class MostlyNumbers
{
    /// <summary>Share of the values that may be none.</summary>
    public const double InvalidShare = 0.05;

    // Codes such as 1, 2, 3 and "4 or more" are categories.
    private const int LeastDistinct = 20;

    /// <summary>Whether a column is one of numbers.</summary>
    /// <param name="numbers">Distinct numbers.</param>
    /// <param name="invalid">Values that are neither numbers nor missing.</param>
    /// <param name="values">Values that are not missing.</param>
    public static bool Are(int numbers, long invalid, long values) => numbers >= LeastDistinct && invalid <= InvalidShare * values;
}
