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

    private const int MaxUnit = 10;

    /// <summary>
    /// Whether the values of a column whose type no one has said are numbers: all of them, or nearly all. Where only some have a percent
    /// sign, these are none.
    /// </summary>
    /// <param name="distinct">Distinct values that are not missing.</param>
    /// <param name="counts">What was counted; asked again once those with a percent sign are left out.</param>
    /// <param name="leavePercentOut">Takes the values with a percent sign for texts.</param>
    public static bool AreNumbers(int distinct, Func<NumberCounts> counts, Action leavePercentOut)
    {
        if (counts() is { Percent: > 0 } mixed && mixed.Percent < mixed.Numbers)
        {
            leavePercentOut();
        }
        var (numbers, dressed, _, numberRows, otherRows) = counts();
        return (numbers == distinct && (dressed == 0 || AreMany(numbers)))
            || Are(numbers, distinct - numbers, otherRows, numberRows + otherRows);
    }

    /// <summary>Whether a column is one of numbers.</summary>
    /// <param name="numbers">Distinct numbers.</param>
    /// <param name="words">Distinct values that are neither numbers nor missing.</param>
    /// <param name="invalid">How many rows have one of these.</param>
    /// <param name="values">Values that are not missing.</param>
    public static bool Are(int numbers, int words, long invalid, long values) =>
        numbers >= LeastDistinct && IsTolerable(words, invalid, values);

    /// <summary>Whether there are more different numbers than a list of categories has.</summary>
    /// <param name="numbers">Distinct numbers.</param>
    public static bool AreMany(int numbers) => numbers >= LeastDistinct;

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
                $"Column \"{column.Name}\": {right} of {values} values are read as dates; \"{example}\" in line {line} is not, and is "
                    + $"left out."
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
        : CsvDialect.IsNumber(System.Text.Encoding.UTF8.GetBytes(example))
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Column \"{column}\" was read as text: \"{example}\" in line {line} is a number, but not written as the others are."
            )
        : null;

    /// <summary>What is said of a column whose values are all numbers with the same letters behind them, such as a unit.</summary>
    /// <param name="column">Its name.</param>
    /// <param name="values">Its different values.</param>
    /// <returns>A sentence; <see langword="null"/> where there is nothing to say.</returns>
    public static string? NoteUnit(string column, IEnumerable<string> values)
    {
        string? unit = null;
        var distinct = 0;
        foreach (var value in values)
        {
            var end = value.AsSpan().LastIndexOfAnyInRange('0', '9') + 1;
            var behind = value.AsSpan(end).Trim();
            if (
                behind.IsEmpty
                || behind.Length > MaxUnit
                || !behind.SequenceEqual(unit ??= behind.ToString())
                || NumberToken.Parse(System.Text.Encoding.UTF8.GetBytes(value[..end]), out _) is not TokenKind.Number
            )
            {
                return null;
            }
            distinct++;
        }
        return distinct < LeastDistinct
            ? null
            : $"Column \"{column}\" was read as text: its values are numbers with \"{unit}\" behind them. Write the numbers alone to have "
                + "them compared.";
    }
}

/// <summary>What was counted of the values of a column.</summary>
/// <param name="Numbers">Distinct numbers.</param>
/// <param name="Dressed">How many of them have separators or signs.</param>
/// <param name="Percent">How many of them have a percent sign.</param>
/// <param name="NumberRows">Rows with a number.</param>
/// <param name="OtherRows">Rows with another value.</param>
internal readonly record struct NumberCounts(int Numbers, int Dressed, int Percent, long NumberRows, long OtherRows);
