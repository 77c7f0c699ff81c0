namespace Governance.Analytics.Io.Arrow;

/// <summary>Values that a file has once and refers to by number; later parts of the file may add to them.</summary>
internal sealed class ArrowDictionary(ArrowField values)
{
    private readonly List<ArrowColumn> _parts = [];
    private readonly List<int> _starts = [];

    /// <summary>How they lie.</summary>
    public ArrowField Values => values;

    public int Count { get; private set; }

    public bool HasNulls { get; private set; }

    /// <summary>What it takes in memory.</summary>
    public long Bytes { get; private set; }

    public void Add(ArrowColumn part, long bytes)
    {
        Bytes += bytes;
        if (part.Rows > int.MaxValue - Count)
        {
            throw new ArrowFault(ArrowErrors.Text($"column \"{values.Name}\" has more than {int.MaxValue} values"));
        }
        if (part.Rows == 0)
        {
            return;
        }
        _parts.Add(part);
        _starts.Add(Count);
        Count += part.Rows;
        HasNulls |= Enumerable.Range(0, part.Rows).Any(part.IsNull);
    }

    public bool IsNull(int number) => HasNulls && Find(number, out var row).IsNull(row);

    public ReadOnlySpan<byte> TextAt(int number) => Count == 0 ? [] : Find(number, out var row).TextAt(row);

    public void CopyTo(int number, Span<byte> to) => Find(number, out var row).CopyTo(row, to);

    private ArrowColumn Find(int number, out int row)
    {
        var at = _starts.BinarySearch(number);
        at = at < 0 ? ~at - 1 : at;
        row = number - _starts[at];
        return _parts[at];
    }
}
