using System.Runtime.InteropServices;

namespace Governance.Analytics.Parquet.Native;

/// <summary>Texts in a vector (<c>duckdb_string_t</c>), read where they lie.</summary>
internal static unsafe class TextVector
{
    // Up to so many bytes lie in the vector itself.
    private const int Inline = 12;

    /// <summary>Bytes of the text of a row; empty where none is.</summary>
    public static ReadOnlySpan<byte> At(nint vector, int row) =>
        IsNull(DuckDbApi.VectorValidity(vector), row) ? [] : At((Word*)DuckDbApi.VectorData(vector) + row);

    /// <summary>As <see cref="At(nint, int)"/>, of data asked for once for many rows.</summary>
    public static ReadOnlySpan<byte> InData(nint data, int row) => At((Word*)data + row);

    /// <summary>Whether a validity mask, which may be absent, says that a row has no value.</summary>
    public static bool IsNull(nint validity, int row) => validity != 0 && (((ulong*)validity)[row >> 6] & (1UL << (row & 63))) == 0;

    private static ReadOnlySpan<byte> At(Word* word) => new(word->Length <= Inline ? (byte*)word + 4 : word->Text, word->Length);

    // The length, then either the text or its first four bytes and a pointer.
    [StructLayout(LayoutKind.Sequential)]
    private struct Word
    {
        public int Length;
        public int Prefix;
        public byte* Text;
    }
}
