using System.Text;

namespace Governance.Analytics.Io;

/// <summary>Collects the tokens of one column while the file streams by.</summary>
internal abstract class ColumnBuilder(string name)
{
    private const int MaxLinesKept = 5;
    private const int MaxTextsKept = 3;
    private const int MaxTextBytes = 60;
    private readonly List<long> _infiniteLines = [];
    private readonly List<long> _invalidLines = [];
    private readonly List<string> _invalidTexts = [];
    private bool _hasMoreTexts;
    private long _infinite;
    private long _invalid;

    public string Name { get; } = name;

    public int Rows { get; protected set; }

    public abstract long MemoryBytes { get; }

    protected long Missing { get; set; }

    protected ColumnCounts Counts => new(Missing, _infinite, _invalid, _infiniteLines, _invalidLines) { InvalidTexts = _invalidTexts };

    /// <summary>Whether single rows are kept at all.</summary>
    protected virtual bool KeepsRows => true;

    /// <summary>What numbers and instants do not hold of the rows; <see langword="null"/> where they hold everything.</summary>
    protected ExactRows? Exact { get; private set; }

    /// <summary>Distinct invalid values, as far as they are told apart: one more than are kept stands for any number of them.</summary>
    protected int InvalidWords => _invalidTexts.Count + (_hasMoreTexts ? 1 : 0);

    /// <summary>Watches for numbers that are written in another way than the first.</summary>
    public LateNumbers Late { get; set; } = LateNumbers.None;

    /// <summary>What a person should know of how the column was read, once it is built; null for nothing.</summary>
    public string? Remark { get; protected set; }

    /// <summary>Adds one field; an empty token is missing.</summary>
    public abstract void Append(ReadOnlySpan<byte> token, long line);

    /// <summary>Adds the fields of one column of a batch.</summary>
    public virtual void Append(ReadOnlySpan<byte> data, RowBatch batch, int column, int rows)
    {
        var (starts, lengths, lines, columns) = (batch.Starts, batch.Lengths, batch.Lines, batch.Columns);
        for (int row = 0, field = column; row < rows; row++, field += columns)
        {
            Append(data.Slice(starts[field], lengths[field]), lines[row]);
        }
    }

    /// <summary>Adds values that a file holds with their type; unless a builder knows better, as the text of a log.</summary>
    /// <param name="values">One a row.</param>
    /// <param name="firstLine">Number of the first row.</param>
    public virtual void Append(ColumnarValues values, long firstLine) => values.ForEachText((text, row) => Append(text, firstLine + row));

    /// <summary>Makes room for so many rows in all.</summary>
    public virtual void Expect(int rows) { }

    public abstract Column Build();

    public void AppendMissing(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Append([], 0);
        }
    }

    protected static void MakeRoom<T>(ref T[] array, int rows)
    {
        if (rows > array.Length)
        {
            Array.Resize(ref array, rows);
        }
    }

    protected void NoteInfinite(long line) => Note(ref _infinite, _infiniteLines, line);

    /// <summary>Counts a value that does not have the type of its column, and keeps what it was.</summary>
    protected void NoteInvalid(ReadOnlySpan<byte> token, long line)
    {
        Note(ref _invalid, _invalidLines, line);
        if (KeepsRows)
        {
            (Exact ??= new ExactRows()).AddText(Rows, token);
        }
        if (_hasMoreTexts)
        {
            return;
        }
        var text = Shortened(token);
        if (_invalidTexts.Contains(text))
        {
            return;
        }
        _hasMoreTexts = _invalidTexts.Count == MaxTextsKept;
        if (!_hasMoreTexts)
        {
            _invalidTexts.Add(text);
        }
    }

    /// <summary>Keeps a whole number that a double rounds.</summary>
    protected void NoteWhole(Int128 value) => (Exact ??= new ExactRows()).AddWhole(Rows, value);

    protected static void Push<T>(ref T[] array, int count, T value)
    {
        if (count == array.Length)
        {
            Array.Resize(ref array, (int)Math.Min(Array.MaxLength, Math.Max(256, array.LongLength * 2)));
        }
        array[count] = value;
    }

    protected static string Shortened(ReadOnlySpan<byte> token)
    {
        token = NumberToken.Trim(token);
        if (token.Length <= MaxTextBytes)
        {
            return Encoding.UTF8.GetString(token);
        }
        var end = MaxTextBytes;
        while (end > 0 && (token[end] & 0xC0) == 0x80)
        {
            end--;
        }
        return Encoding.UTF8.GetString(token[..end]) + "…";
    }

    private static void Note(ref long counter, List<long> lines, long line)
    {
        counter++;
        if (lines.Count < MaxLinesKept)
        {
            lines.Add(line);
        }
    }
}
