namespace Governance.Analytics.Io;

/// <summary>Where the fields of many rows lie in a buffer, row after row.</summary>
internal sealed class RowBatch
{
    private const int MaxRows = 16_384;
    private int _fields;

    public int[] Starts { get; private set; } = [];

    public int[] Lengths { get; private set; } = [];

    public long[] Lines { get; private set; } = [];

    public int Rows { get; private set; }

    public int Columns { get; private set; }

    public bool IsFull => Rows == MaxRows;

    /// <summary>Forgets all rows.</summary>
    public void Clear() => (Rows, _fields) = (0, 0);

    /// <summary>Makes room for one more row and says where its first field goes.</summary>
    public int Reserve(int columns)
    {
        Columns = columns;
        if (_fields + columns > Starts.Length)
        {
            var size = Math.Max(1024, (_fields + columns) * 2);
            Starts = Grown(Starts, size);
            Lengths = Grown(Lengths, size);
        }
        if (Rows == Lines.Length)
        {
            Lines = Grown(Lines, Math.Max(256, Rows * 2));
        }
        return _fields;
    }

    /// <summary>Keeps the row whose fields were written at <see cref="Reserve"/>.</summary>
    public void Commit(long line)
    {
        Lines[Rows++] = line;
        _fields += Columns;
    }

    /// <summary>Gives another the same rows.</summary>
    public void CopyTo(RowBatch other)
    {
        (other.Starts, other.Lengths, other.Lines) = (
            [.. Starts.AsSpan(0, _fields)],
            [.. Lengths.AsSpan(0, _fields)],
            [.. Lines.AsSpan(0, Rows)]
        );
        (other.Rows, other.Columns, other._fields) = (Rows, Columns, _fields);
    }

    private static T[] Grown<T>(T[] array, int size)
    {
        Array.Resize(ref array, size);
        return array;
    }
}
