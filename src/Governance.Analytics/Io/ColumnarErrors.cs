using System.Globalization;

namespace Governance.Analytics.Io;

/// <summary>
/// Refusals that every format of columns has in the same words: a text that is too long is so in Parquet and in Arrow.
/// </summary>
public static class ColumnarErrors
{
    /// <summary>A text is longer than a line may be.</summary>
    /// <param name="row">Row, counted from 1.</param>
    /// <param name="column">Name of the column.</param>
    /// <param name="limit">Most bytes of a text.</param>
    public static TabularFormatException TextTooLong(long row, string column, int limit) =>
        new(
            TabularErrorKind.LineTooLong,
            Text($"Row {row}, column \"{column}\", has a text longer than {limit} bytes (limit MaxLineBytes). Leave the column out."),
            row,
            column
        );

    /// <summary>The file is longer than one may be.</summary>
    /// <param name="row">Row at which the limit was reached.</param>
    /// <param name="limit">Most bytes of a file.</param>
    public static TabularFormatException TooManyBytes(long row, long limit) =>
        new(
            TabularErrorKind.TooManyBytes,
            Text($"The file has more than {limit} bytes after decompression (limit MaxInputBytes, reached at row {row}). Send fewer rows."),
            row
        );

    /// <summary>The file has more columns than one may have.</summary>
    /// <param name="limit">Most columns of a file.</param>
    public static TabularFormatException TooManyColumns(int limit) =>
        new(
            TabularErrorKind.TooManyColumns,
            Text($"The file has more than {limit} columns (limit MaxColumns). Leave out columns that are not needed.")
        );

    /// <summary>A text is none: it has a zero byte, or is not in UTF-8.</summary>
    /// <param name="column">Name of the column.</param>
    /// <param name="row">Row from which on it was found.</param>
    public static TabularFormatException BadText(string column, long row) =>
        new(
            TabularErrorKind.InvalidEncoding,
            Text($"Column \"{column}\" contains text with a zero byte or not in UTF-8 at or after row {row}. Write it as UTF-8."),
            row,
            column
        );

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
