namespace Governance.Analytics.Parquet;

/// <summary>
/// What the child process writes: a byte that says what comes, four bytes of length, and that many bytes. Numbers are little-endian; every
/// part of a batch begins at a multiple of eight bytes.
/// </summary>
internal static class Frames
{
    /// <summary>Rows there are, then each column: kind, name, type, note.</summary>
    public const byte Schema = (byte)'S';

    /// <summary>Rows, then each column: whether any is null, nulls, lengths of texts, values.</summary>
    public const byte Batch = (byte)'B';

    /// <summary>Nothing more follows.</summary>
    public const byte End = (byte)'E';

    /// <summary>What went wrong: <see cref="Failure"/>, row, column, words.</summary>
    public const byte Failed = (byte)'X';

    /// <summary>Bytes of values after which a batch ends, so that neither side holds more.</summary>
    public const int BatchBytes = 4 << 20;

    /// <summary>Rows after which a batch ends.</summary>
    public const int BatchRows = 16_384;

    /// <summary>Most bytes a frame may have; the side that reads believes no more.</summary>
    public const int MaxBytes = 1 << 29;

    public static int Aligned(int length) => (length + 7) & ~7;
}
