using System.Globalization;
using Governance.Transparency;

namespace Governance.Analytics.Io;

/// <summary>The words of all refusals of files of rows, in one place.</summary>
internal static class TabularErrors
{
    public static TabularFormatException EmptyFile() =>
        new(TabularErrorKind.EmptyFile, "The file is empty. Send a header line with column names and one line per row.");

    public static TabularFormatException DuplicateColumn(string column, long line) =>
        new(
            TabularErrorKind.DuplicateColumn,
            Text($"Line {line} names the column \"{column}\" twice. Give every column its own name."),
            line,
            column
        );

    public static TabularFormatException UnnamedColumn(int position, long line) =>
        new(
            TabularErrorKind.UnnamedColumn,
            Text($"Column {position} of the header (line {line}) has no name. Name it or leave it out."),
            line
        );

    public static TabularFormatException RaggedRow(long line, int fields, int expected, char separator)
    {
        var mark = separator switch
        {
            ',' => "comma",
            '\t' => "tab",
            _ => $"\"{separator}\"",
        };
        var decimals = separator == ',' ? " If commas are decimal marks, separate the columns by semicolons." : "";
        return new(
            TabularErrorKind.RaggedRow,
            Text($"Line {line} has {fields} {(fields == 1 ? "field" : "fields")}, but the header has {expected}. Check it for a ")
                + $"missing value or for a {mark} that needs quotation marks."
                + decimals,
            line
        );
    }

    public static TabularFormatException TwoDecimalMarks(
        string comma,
        string column,
        long line,
        string point,
        string otherColumn,
        long otherLine
    ) =>
        new(
            TabularErrorKind.UnclearNumber,
            Text($"Line {line}, column \"{column}\", has {comma}, where the comma is a decimal mark; line {otherLine}, column ")
                + $"\"{otherColumn}\", has {point}, where the point is one. Write all numbers in one way, or ignore one of the columns.",
            line,
            column
        );

    public static TabularFormatException UnclearNumber(string text, string column, long line) =>
        new(
            TabularErrorKind.UnclearNumber,
            Text($"Line {line}, column \"{column}\": {text} can be {text.Replace(",", string.Empty, StringComparison.Ordinal)} or ")
                + $"{text.Replace(',', '.')}, and no number of the file says which. Write numbers with a decimal point and without "
                + "thousands separators, or ignore the column.",
            line,
            column
        );

    public static TabularFormatException LateNumber(string text, string column, long line, long until) =>
        new(
            TabularErrorKind.UnclearNumber,
            Text($"Line {line}, column \"{column}\", has {text}, and the lines up to {until}, by which the file is read, have no number ")
                + "written in this way. Put such a row among the first, or write numbers with a decimal point and without thousands "
                + "separators.",
            line,
            column
        );

    public static TabularFormatException UnclearPercent(string text, string column) =>
        new(
            TabularErrorKind.UnclearNumber,
            Text($"Column \"{column}\" has {text} and numbers without a percent sign, and nothing says whether these are shares or ")
                + "percentages. Write all of them in one way, or ignore the column.",
            null,
            column
        );

    public static TabularFormatException UnterminatedQuote(long line, string? column) =>
        new(
            TabularErrorKind.UnterminatedQuote,
            Text($"Line {line}{In(column)} opens a quotation mark that is never closed. ")
                + "Close it, and write a quotation mark inside a quoted field twice.",
            line,
            column
        );

    public static TabularFormatException TextAfterQuote(long line, string? column) =>
        new(
            TabularErrorKind.MalformedRow,
            Text($"Line {line}{In(column)} has text after the closing quotation mark. Write a quotation mark inside a quoted field twice."),
            line,
            column
        );

    public static TabularFormatException LoneCarriageReturn(long line, string? column) =>
        new(
            TabularErrorKind.MalformedRow,
            Text($"Line {line}{In(column)} holds a carriage return without a line feed. ")
                + "End lines with LF or CRLF, and quote fields that hold line breaks.",
            line,
            column
        );

    public static TabularFormatException InvalidEncoding(long line, string? column) =>
        new(TabularErrorKind.InvalidEncoding, Text($"Line {line}{In(column)} is not valid UTF-8. Save the file as UTF-8."), line, column);

    public static TabularFormatException ZeroByte(long line, string? column) =>
        new(
            TabularErrorKind.InvalidEncoding,
            Text($"Line {line}{In(column)} holds a zero byte, so this is not a text file in UTF-8. Save it as UTF-8."),
            line,
            column
        );

    public static TabularFormatException InvalidJson(long line, string? column, string problem, Exception? cause = null) =>
        new(
            TabularErrorKind.InvalidJson,
            Text($"Line {line}{In(column)} {problem}. Write one flat JSON object per line."),
            line,
            column,
            cause
        );

    public static TabularFormatException DamagedCompression(long line, Exception cause) =>
        new(
            TabularErrorKind.DamagedCompression,
            Text($"The gzip data ends too early or is damaged (after line {line}). Compress and send the file again."),
            line,
            null,
            cause
        );

    public static TabularFormatException MissingColumn(string column) =>
        new(
            TabularErrorKind.MissingColumn,
            Text($"The file has no column \"{column}\". Check the spelling; names are compared letter by letter."),
            null,
            column
        );

    public static TabularFormatException NotATime(long line, string column) =>
        new(
            TabularErrorKind.MalformedRow,
            Text($"Line {line}, column \"{column}\", is not read as a time. Write ISO 8601, such as 2026-11-27T09:00:00Z."),
            line,
            column
        );

    public static TabularFormatException NotNumbers(string column) =>
        new(TabularErrorKind.MissingColumn, Text($"Column \"{column}\" does not hold numbers. Write labels as 0 and 1."), null, column);

    public static TabularFormatException LineTooLong(long line, int limit) =>
        new(
            TabularErrorKind.LineTooLong,
            Text(
                $"Line {line} is longer than {limit} bytes (limit MaxLineBytes). A quotation mark that is never closed has the same effect."
            ),
            line
        );

    public static TabularFormatException TooManyColumns(long line, int limit) =>
        new(
            TabularErrorKind.TooManyColumns,
            Text($"Line {line} has more than {limit} columns (limit MaxColumns). Leave out columns that are not needed."),
            line
        );

    public static TabularFormatException TooManyRows(long line, int limit) =>
        new(
            TabularErrorKind.TooManyRows,
            Text($"With line {line}, there are more than {limit} rows (limit MaxRows). Send a shorter window."),
            line
        );

    public static TabularFormatException TooManyBytes(long line, long limit) =>
        new(
            TabularErrorKind.TooManyBytes,
            Text($"The file is longer than {limit} bytes after decompression (limit MaxInputBytes, reached at line {line}). ")
                + "Send a shorter window.",
            line
        );

    public static TabularFormatException TooMuchMemory(long line, long limit) =>
        new(
            TabularErrorKind.TooMuchMemory,
            Text($"The columns need more than {limit} bytes of memory (limit MaxTableBytes, reached at line {line}). ")
                + "Send a shorter window or ignore columns.",
            line
        );

    public static TabularFormatException TooManyCategories(string column, long line, int limit) =>
        new(
            TabularErrorKind.TooManyCategories,
            Text($"Column \"{column}\" has more than {limit} distinct text values (limit MaxCategories, reached at line {line}). ")
                + "Ignore the column, or correct the value in this line if the column should hold numbers.",
            line,
            column
        );

    public static TabularFormatException NoColumnarReader() =>
        new(TabularErrorKind.UnreadableFile, "This is a Parquet file, which is not read here. Send CSV or NDJSON.");

    public static TabularFormatException OtherForm(string form) =>
        new(
            form is FileForm.Utf16 ? TabularErrorKind.InvalidEncoding : TabularErrorKind.UnreadableFile,
            form switch
            {
                FileForm.JsonList => "This is a JSON list, which is not read here. Write one flat JSON object per line (NDJSON).",
                "gzip data" => "This is gzip data within gzip data. Compress the file once.",
                "an Arrow stream of the form before 0.15" =>
                    "This is an Arrow stream of the form before Arrow 0.15, which is not supported. Write it with a later version.",
                FileForm.Utf16 => $"This is {form}, which is not read here. Save it as UTF-8.",
                FileForm.GitLfsPointer => $"This is {form}, not the file itself. Fetch the file (git lfs pull).",
                "an Excel workbook" or "an OpenDocument spreadsheet" => $"This is {form}, which is not read here. Save the sheet as CSV.",
                _ => $"This is {form}, which is not read here. Send CSV, NDJSON, Parquet or Arrow, plain or as gzip.",
            }
        );

    public static TabularFormatException UnreadableColumn(ColumnarColumn column) =>
        new(
            TabularErrorKind.UnreadableColumn,
            column.Kind is ColumnarKind.Nested
                ? Text($"Column \"{column.Name}\" is of type {column.SourceType}, which does not hold one value per row. ")
                    + "Leave it out (--ignore, in the API ignore=), or save its parts as separate columns."
                : Text($"Column \"{column.Name}\" is of type {column.SourceType}, which is not read. ")
                    + "Leave it out (--ignore, in the API ignore=), or save it as text or as numbers.",
            null,
            column.Name
        );

    private static string In(string? column) => column is null ? string.Empty : $", column \"{column}\",";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
