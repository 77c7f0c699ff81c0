using System.Runtime.InteropServices;
using Governance.Analytics.Io;
using Governance.Analytics.Parquet.Native;

namespace Governance.Analytics.Parquet.Worker;

/// <summary>Values of one column until a batch is full. Numbers are copied as they lie in DuckDB's vectors, many at once.</summary>
internal sealed unsafe class ColumnBuffer(ColumnarKind kind)
{
    private readonly int _width = Width(kind);
    private byte[] _nulls = [];
    private int[] _lengths = [];
    private byte[] _data = [];
    private int _used;
    private int _rows;
    private bool _anyNull;

    /// <summary>Bytes held.</summary>
    public int Bytes => _used;

    /// <summary>Bytes that a row takes at least, with what is noted of it.</summary>
    public int RowBytes => kind is ColumnarKind.Text ? 8 : _width;

    /// <summary>Whether rows take different numbers of bytes.</summary>
    public bool HasTexts => kind is ColumnarKind.Text;

    /// <summary>Adds neighbouring rows of a vector.</summary>
    public void Add(nint vector, int from, int count)
    {
        var validity = DuckDbApi.VectorValidity(vector);
        Grow(ref _nulls, _rows + count);
        AddNulls(validity, from, count);
        if (kind is ColumnarKind.Text)
        {
            Grow(ref _lengths, _rows + count);
            AddTexts(new TextVector(vector), from, count);
        }
        else
        {
            var values = new ReadOnlySpan<byte>((byte*)DuckDbApi.VectorData(vector) + ((long)from * _width), count * _width);
            values.CopyTo(Room(values.Length));
            _used += values.Length;
        }
        _rows += count;
    }

    public void WriteTo(FrameWriter frame)
    {
        frame.Int(_anyNull ? 1 : 0);
        if (_anyNull)
        {
            frame.Part(_nulls.AsSpan(0, _rows));
        }
        if (kind is ColumnarKind.Text)
        {
            frame.Part(MemoryMarshal.AsBytes(_lengths.AsSpan(0, _rows)));
        }
        frame.Int(_used);
        frame.Part(_data.AsSpan(0, _used));
        (_used, _rows, _anyNull) = (0, 0, false);
    }

    private void AddNulls(nint validity, int from, int count)
    {
        if (validity == 0)
        {
            _nulls.AsSpan(_rows, count).Clear();
            return;
        }
        for (var i = 0; i < count; i++)
        {
            var isNull = TextVector.IsNull(validity, from + i);
            _nulls[_rows + i] = isNull ? (byte)1 : (byte)0;
            _anyNull |= isNull;
        }
    }

    private void AddTexts(TextVector texts, int from, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var text = texts[from + i];
            text.CopyTo(Room(text.Length));
            _used += text.Length;
            _lengths[_rows + i] = text.Length;
        }
    }

    private Span<byte> Room(int length)
    {
        Grow(ref _data, _used + length);
        return _data.AsSpan(_used);
    }

    private static void Grow<T>(ref T[] array, int length)
    {
        if (length > array.Length)
        {
            Array.Resize(ref array, Math.Max(length, (int)Math.Min(Array.MaxLength, array.Length * 2L)));
        }
    }

    private static int Width(ColumnarKind kind) =>
        kind switch
        {
            ColumnarKind.Text => 0,
            ColumnarKind.Boolean or ColumnarKind.Int8 or ColumnarKind.UInt8 => 1,
            ColumnarKind.Int16 or ColumnarKind.UInt16 => 2,
            ColumnarKind.Int32 or ColumnarKind.UInt32 or ColumnarKind.Float32 or ColumnarKind.Date => 4,
            _ => 8,
        };
}
