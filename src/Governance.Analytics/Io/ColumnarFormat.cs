namespace Governance.Analytics.Io;

/// <summary>Tells files of columns by their bytes; their names do not matter.</summary>
public static class ColumnarFormat
{
    /// <summary>Bytes to look at.</summary>
    public const int BeginningBytes = 16;

    /// <summary>Whether a file is Parquet, whole or not, encrypted or not.</summary>
    /// <param name="beginning">Its first bytes, <see cref="BeginningBytes"/> if it has as many.</param>
    /// <remarks>A header of CSV may begin with the same four letters. Text follows them there, and in Parquet bytes that no text has, or
    /// nothing.</remarks>
    public static bool IsParquet(ReadOnlySpan<byte> beginning) =>
        (beginning.StartsWith("PAR1"u8) || beginning.StartsWith("PARE"u8))
        && (
            beginning.Length == 4
            || beginning[4] is (< 0x20 or >= 0x7f) and not ((byte)'\t' or (byte)'\r' or (byte)'\n')
            || Repeats(beginning)
            || beginning[4..].Contains((byte)0)
        );

    /// <summary>Whether a file is Arrow IPC, as a file (Feather 2) or as a stream.</summary>
    /// <param name="beginning">Its first bytes.</param>
    public static bool IsArrow(ReadOnlySpan<byte> beginning) =>
        beginning.StartsWith("ARROW1\0\0"u8) || (beginning is [0xff, 0xff, 0xff, 0xff, ..]);

    private static bool Repeats(ReadOnlySpan<byte> beginning) => beginning.Length == 8 && beginning[4..].StartsWith("PAR"u8);
}
