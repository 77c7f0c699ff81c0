using System.Runtime.InteropServices;
using Governance.Analytics.Io;
using Governance.Analytics.Parquet.Native;

namespace Governance.Analytics.Parquet.Worker;

/// <summary>Values of one column until a batch is full. Numbers are copied as they lie in DuckDB's vectors, many at once.</summary>
internal sealed unsafe class ColumnBuffer(ColumnarKind kind)
{
    private readonly int _width = Width(kind);
    private byte[] _nulls = new byte[Frames.BatchRows];
    private int[] _lengths = kind is ColumnarKind.Text ? new int[Frames.BatchRows] : [];
    private byte[] _data = new byte[1 << 14];
    private int _used;
    private int _rows;
    private bool _anyNull;

    /// <summary>Bytes held.</summary>
    public int Bytes => _used;

    /// <summary>Whether rows take different numbers of bytes.</summary>
    public bool HasTexts => kind is ColumnarKind.Text;

    /// <summary>Bytes of the text of a row.</summary>
    public static int LengthAt(nint vector, int row) => TextVector.At(vector, row).Length;

    /// <summary>Adds neighbouring rows of a vector.</summary>
    public void Add(nint vector, int from, int count)
    {
        var validity = DuckDbApi.VectorValidity(vector);
        AddNulls(validity, from, count);
        if (kind is ColumnarKind.Text)
        {
            AddTexts(DuckDbApi.VectorData(vector), validity, from, count);
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

    private void AddTexts(nint data, nint validity, int from, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var length = 0;
            if (!TextVector.IsNull(validity, from + i))
            {
                var text = TextVector.InData(data, from + i);
                length = text.Length;
                text.CopyTo(Room(length));
                _used += length;
            }
            _lengths[_rows + i] = length;
        }
    }

    private Span<byte> Room(int length)
    {
        if (_used + length > _data.Length)
        {
            Array.Resize(ref _data, Math.Max(_used + length, (int)Math.Min(Array.MaxLength, _data.Length * 2L)));
        }
        return _data.AsSpan(_used);
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
