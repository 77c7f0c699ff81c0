using System.Globalization;

namespace Governance.Analytics.Io.Arrow;

/// <summary>The words of all refusals of Arrow files.</summary>
internal static class ArrowErrors
{
    public static TabularFormatException Damaged(long at, string reason, long rowsBefore) =>
        new(
            TabularErrorKind.DamagedFile,
            rowsBefore == 0
                ? Text($"The Arrow file is damaged at byte {at}: {reason}. Write it again.")
                : Text($"The Arrow file is damaged at byte {at}, after row {rowsBefore}: {reason}. Write it again."),
            rowsBefore == 0 ? null : rowsBefore
        );

    public static TabularFormatException BigEndian() =>
        new(
            TabularErrorKind.UnreadableFile,
            "The Arrow file was written with its bytes in big-endian order, which is not supported. Write it in little-endian order."
        );

    public static TabularFormatException Old() =>
        new(
            TabularErrorKind.UnreadableFile,
            "The Arrow file has the format of Arrow before version 0.15, which is not supported. Write it with a later version."
        );

    public static TabularFormatException Compression(string codec) =>
        new(
            TabularErrorKind.UnreadableFile,
            Text($"The Arrow file is compressed with {codec}, which is not supported. Write it with LZ4 or without compression.")
        );

    public static TabularFormatException Memory(long bytes, long rows) =>
        new(
            TabularErrorKind.TooMuchMemory,
            Text($"A batch of the Arrow file after row {rows} takes more than {bytes} bytes (limit MaxTableBytes). Write smaller batches."),
            rows
        );

    public static TabularFormatException TextTooLong(long row, string column, int limit) =>
        new(
            TabularErrorKind.LineTooLong,
            Text($"Row {row}, column \"{column}\", has a text longer than {limit} bytes (limit MaxLineBytes). Leave the column out."),
            row,
            column
        );

    public static TabularFormatException TooManyBytes(long row, long limit) =>
        new(
            TabularErrorKind.TooManyBytes,
            Text($"The file has more than {limit} bytes after decompression (limit MaxInputBytes, reached at row {row}). Send fewer rows."),
            row
        );

    public static TabularFormatException TooManyColumns(int limit) =>
        new(
            TabularErrorKind.TooManyColumns,
            Text($"The file has more than {limit} columns (limit MaxColumns). Leave out columns that are not needed.")
        );

    public static TabularFormatException BadText(string column, long row) =>
        new(
            TabularErrorKind.InvalidEncoding,
            Text($"Column \"{column}\" contains text with a zero byte or not in UTF-8 at or after row {row}. Write it as UTF-8."),
            row,
            column
        );

    internal static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
