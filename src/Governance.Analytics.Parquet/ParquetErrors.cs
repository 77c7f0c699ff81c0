using System.Globalization;
using Governance.Analytics.Io;

namespace Governance.Analytics.Parquet;

/// <summary>The words of refusals that only Parquet files have; the others are <see cref="ColumnarErrors"/>.</summary>
internal static class ParquetErrors
{
    public static TabularFormatException Damaged(string reason, long rowsBefore = 0) =>
        new(
            TabularErrorKind.DamagedFile,
            rowsBefore == 0
                ? Text($"The Parquet file is damaged: {reason}. Write it again.")
                : Text($"The Parquet file is damaged after row {rowsBefore}: {reason}. Write it again."),
            rowsBefore == 0 ? null : rowsBefore
        );

    public static TabularFormatException Encrypted() =>
        new(TabularErrorKind.EncryptedFile, "The Parquet file is encrypted (its footer is PARE). Save it without encryption.");

    public static TabularFormatException EncryptedColumns() =>
        new(TabularErrorKind.EncryptedFile, "Columns of the Parquet file are encrypted (its footer is not). Save it without encryption.");

    public static TabularFormatException Unsupported(string reason) =>
        new(
            TabularErrorKind.UnreadableFile,
            $"The Parquet file has a form that is not supported: {reason}. Write it with other settings, or send CSV, NDJSON or Arrow."
        );

    public static TabularFormatException LibraryFails(string reason) =>
        new(TabularErrorKind.UnreadableFile, $"This is a Parquet file, and DuckDB's library, which reads it, failed: {reason}");

    public static TabularFormatException Crashed(string how, long rows) =>
        new(
            TabularErrorKind.DamagedFile,
            Text(
                $"The process that read the Parquet file exited after row {rows} ({how}), so the file is probably damaged. Write it again."
            ),
            rows
        );

    public static TabularFormatException Silent(double seconds, long rows) =>
        new(
            TabularErrorKind.DamagedFile,
            Text($"Reading the Parquet file returned no row for {seconds:0} seconds after row {rows}. Write it with smaller row groups."),
            rows
        );

    public static TabularFormatException Memory(long bytes, long rows) =>
        new(
            TabularErrorKind.TooMuchMemory,
            Text(
                $"Reading the Parquet file after row {rows} takes more than {bytes >> 20} MiB. Write it with smaller row groups and pages."
            ),
            rows
        );

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
