using System.Runtime.InteropServices;

namespace Governance.Analytics.Parquet.Native;

/// <summary>Texts in a vector (<c>duckdb_string_t</c>), read where they lie.</summary>
internal readonly unsafe struct TextVector(nint vector)
{
    // Up to so many bytes lie in the vector itself.
    private const int Inline = 12;

    private readonly Word* _words = (Word*)DuckDbApi.VectorData(vector);
    private readonly nint _validity = DuckDbApi.VectorValidity(vector);

    /// <summary>Bytes of the text of a row; empty where none is.</summary>
    public ReadOnlySpan<byte> this[int row]
    {
        get
        {
            var word = _words + row;
            return IsNull(_validity, row) ? [] : new(word->Length <= Inline ? (byte*)word + 4 : word->Text, word->Length);
        }
    }

    /// <summary>Whether a validity mask, which may be absent, says that a row has no value.</summary>
    public static bool IsNull(nint validity, int row) => validity != 0 && (((ulong*)validity)[row >> 6] & (1UL << (row & 63))) == 0;

    // The length, then either the text or its first four bytes and a pointer.
    [StructLayout(LayoutKind.Sequential)]
    private struct Word
    {
        public int Length;
        public int Prefix;
        public byte* Text;
    }
}
