using System.Globalization;

namespace Governance.Analytics.Io;

/// <summary>
/// A column of numbers (or of dates) with a few values that are none stays what it is: those are counted as invalid and named, instead of
/// making every number a category.
/// </summary>
internal static class MostlyNumbers
{
    /// <summary>Share of the values that may be anything else.</summary>
    public const double InvalidShare = 0.05;

    /// <summary>Share of the values that may be one of a few words, such as "unknown": codes would be many.</summary>
    public const double WordShare = 0.5;

    /// <summary>How many different words these may be.</summary>
    public const int MaxWords = 3;

    // Codes such as 1, 2, 3 and "4 or more" are categories.
    private const int LeastDistinct = 20;

    /// <summary>Whether a column is one of numbers.</summary>
    /// <param name="numbers">Distinct numbers.</param>
    /// <param name="words">Distinct values that are neither numbers nor missing.</param>
    /// <param name="invalid">How many rows have one of these.</param>
    /// <param name="values">Values that are not missing.</param>
    public static bool Are(int numbers, int words, long invalid, long values) =>
        numbers >= LeastDistinct && IsTolerable(words, invalid, values);

    /// <summary>Whether a column is one of dates.</summary>
    /// <param name="dates">Distinct dates.</param>
    /// <param name="distinct">Distinct values that are not missing.</param>
    /// <param name="dateRows">How many rows have a date.</param>
    /// <param name="values">Values that are not missing.</param>
    public static bool AreDates(int dates, int distinct, long dateRows, long values) =>
        dates == distinct || Are(dates, distinct - dates, values - dateRows, values);

    /// <summary>Whether so many values may be no numbers in a column that was taken for one of numbers.</summary>
    public static bool IsTolerable(int words, long invalid, long values) =>
        invalid <= InvalidShare * values || (words <= MaxWords && invalid <= WordShare * values);

    /// <summary>What is said of the values of a column that are none of its type.</summary>
    /// <param name="column">The column.</param>
    /// <returns>A sentence; <see langword="null"/> without such values.</returns>
    public static string? NoteInvalid(Column column)
    {
        var counts = column.Counts;
        if (counts is not { Invalid: > 0, InvalidTexts: [var example, ..], InvalidLines: [var line, ..] })
        {
            return null;
        }
        var (values, right) = (column.RowCount - counts.Missing, column.RowCount - counts.Missing - counts.Invalid);
        return column.Type is ColumnType.DateTime
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Column \"{column.Name}\": {right} of {values} values are dates; \"{example}\" in line {line} is not, and is left out."
            )
            : string.Create(
                CultureInfo.InvariantCulture,
                $"Column \"{column.Name}\": {right} of {values} values are numbers; \"{example}\" in line {line} is not, and is left out."
            );
    }

    /// <summary>What is said of a column that is one of texts although at least half of its values are numbers.</summary>
    /// <param name="column">Its name.</param>
    /// <param name="numbers">Distinct numbers.</param>
    /// <param name="numberRows">Rows with one.</param>
    /// <param name="invalid">Rows with another value.</param>
    /// <param name="example">One of these.</param>
    /// <param name="line">Where it stands first.</param>
    /// <returns>A sentence; <see langword="null"/> where there is nothing to say.</returns>
    public static string? Note(string column, int numbers, long numberRows, long invalid, string example, long line) =>
        invalid > 0 && numbers >= LeastDistinct && numberRows >= invalid
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Column \"{column}\" was read as text: {numberRows} of {numberRows + invalid} values are numbers; \"{example}\" in line "
                    + $"{line} is not."
            )
            : null;
}
