namespace Governance.Analytics.Io;

/// <summary>Takes the rows of a file as the texts that a file of comma-separated values would have.</summary>
public interface IRowTexts
{
    /// <summary>A column was found. Columns are numbered as they are found; of JSON a later line may bring further ones.</summary>
    /// <param name="name">Its name.</param>
    void AddColumn(string name);

    /// <summary>A row was found.</summary>
    /// <param name="row">Its values; valid until this returns.</param>
    void AddRow(RowTexts row);
}

/// <summary>The values of one row. An empty text is a missing value.</summary>
public readonly ref struct RowTexts
{
    private readonly ReadOnlySpan<byte> _data;
    private readonly ReadOnlySpan<int> _starts;
    private readonly ReadOnlySpan<int> _lengths;

    internal RowTexts(ReadOnlySpan<byte> data, ReadOnlySpan<int> starts, ReadOnlySpan<int> lengths, long line)
    {
        _data = data;
        _starts = starts;
        _lengths = lengths;
        Line = line;
    }

    /// <summary>How many values it has: as many as there are columns so far.</summary>
    public int Count => _starts.Length;

    /// <summary>The line it stands in, or its number in a file without lines; counted from 1.</summary>
    public long Line { get; }

    /// <summary>UTF-8 of the value of a column.</summary>
    public ReadOnlySpan<byte> this[int column] => _data.Slice(_starts[column], _lengths[column]);
}
