namespace Governance.Analytics.Io;

/// <summary>Exact texts that identify rows. Not limited in the number of distinct values, never part of statistics.</summary>
public sealed class KeyColumn : Column
{
    private readonly byte[] _bytes;
    private readonly long[] _ends;

    internal KeyColumn(string name, byte[] bytes, long[] ends, int rows, ColumnCounts counts)
        : base(name, ColumnType.Categorical, rows, counts)
    {
        _bytes = bytes;
        _ends = ends;
    }

    /// <summary>The UTF-8 bytes of one key; empty when missing.</summary>
    /// <param name="row">Row, counted from 0.</param>
    /// <returns>The bytes.</returns>
    public ReadOnlySpan<byte> this[int row]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)RowCount, nameof(row));
            var start = row == 0 ? 0 : _ends[row - 1];
            return _bytes.AsSpan((int)start, (int)(_ends[row] - start));
        }
    }
}
