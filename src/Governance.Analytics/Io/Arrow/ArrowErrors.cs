using System.Globalization;

namespace Governance.Analytics.Io.Arrow;

/// <summary>The words of refusals that only Arrow files have; the others are <see cref="ColumnarErrors"/>.</summary>
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

    internal static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
