using System.Text;

namespace Governance.Analytics.Io;

/// <summary>Takes rows from a parser, applies roles, filter and limits, and hands each field to the builder of its column.</summary>
internal class RowSink(TabularReadOptions options)
{
    private const int MemoryCheckEvery = 4096;
    private const int FieldsWorthSharing = 8192;
    private readonly Utf8Dictionary _names = new();
    private readonly List<string> _nameTexts = [];
    private readonly List<ColumnBuilder?> _builders = [];
    private readonly byte[] _filterValue = options.Where is null ? [] : Encoding.UTF8.GetBytes(options.Where.Value);
    private readonly byte[][] _nulls = [.. options.NullValues.Select(Encoding.UTF8.GetBytes)];
    private int _filterColumn = -1;

    public int ColumnCount => _names.Count;

    /// <summary>
    /// Distinct numbers (or dates) after which a column is taken to hold nothing else; see <see cref="InferringBuilder"/>.
    /// </summary>
    public int SettleAfter { get; init; } = options.Limits.MaxCategories;

    /// <summary>Watches for numbers that are written in another way than the first.</summary>
    public virtual LateNumbers Late { get; set; } = LateNumbers.None;

    /// <summary>Whether fields become numbers; where they stay texts, they stay as they were written.</summary>
    public virtual bool ReadsNumbers => true;

    /// <summary>Rows found but not taken yet; see <see cref="Flush"/>.</summary>
    public RowBatch Batch { get; } = new();

    public int RowCount { get; protected set; }

    /// <summary>What its columns need.</summary>
    public long MemoryBytes => _builders.Sum(b => b?.MemoryBytes ?? 0);

    public string NameOf(int column) => _nameTexts[column];

    public ReadOnlySpan<byte> NameBytesOf(int column) => _names[column];

    public int FindColumn(ReadOnlySpan<byte> name) => _names.Find(name);

    public void AddColumn(ColumnarColumn column) => AddColumn(Encoding.UTF8.GetBytes(column.Name), 1, column.Kind);

    /// <summary>Whether anything is kept or counted of a column.</summary>
    public virtual bool IsRead(int column) => _builders[column] is not null || column == _filterColumn;

    public int AddColumn(ReadOnlySpan<byte> name, long line) => AddColumn(name, line, ColumnarKind.Text);

    public int AddColumn(ReadOnlySpan<byte> name, long line, ColumnarKind kind)
    {
        if (name.IsEmpty)
        {
            throw TabularErrors.UnnamedColumn(_names.Count + 1, line);
        }
        var column = _names.GetOrAdd(name, out var added);
        var text = Encoding.UTF8.GetString(name);
        if (!added)
        {
            throw TabularErrors.DuplicateColumn(text, line);
        }
        if (_names.Count > options.Limits.MaxColumns)
        {
            throw TabularErrors.TooManyColumns(line, options.Limits.MaxColumns);
        }
        if (options.Where is { } where && string.Equals(where.Column, text, StringComparison.Ordinal))
        {
            _filterColumn = column;
        }
        _nameTexts.Add(text);
        var builder = CreateBuilder(text, kind);
        if (builder is not null)
        {
            builder.Late = Late;
            builder.AppendMissing(RowCount);
        }
        _builders.Add(builder);
        return column;
    }

    /// <summary>Called once after the header, where there is one.</summary>
    public void CheckNames()
    {
        if (options.Where is { } where && _filterColumn < 0)
        {
            throw TabularErrors.MissingColumn(where.Column);
        }
        if (options.Only?.FirstOrDefault(n => !_nameTexts.Contains(n, StringComparer.Ordinal)) is { } absent)
        {
            throw TabularErrors.MissingColumn(absent);
        }
    }

    public virtual void AddRow(ReadOnlySpan<byte> data, ReadOnlySpan<int> starts, ReadOnlySpan<int> lengths, long line)
    {
        if (options.Where is not null)
        {
            var field = _filterColumn < 0 ? [] : data.Slice(starts[_filterColumn], lengths[_filterColumn]);
            if (!field.SequenceEqual(_filterValue))
            {
                return;
            }
        }
        if (RowCount == options.Limits.MaxRows)
        {
            throw TabularErrors.TooManyRows(line, options.Limits.MaxRows);
        }
        for (var i = 0; i < _builders.Count; i++)
        {
            var field = data.Slice(starts[i], lengths[i]);
            _builders[i]?.Append(_nulls.Length > 0 && IsNull(field) ? [] : field, line);
        }
        RowCount++;
        if (RowCount % MemoryCheckEvery == 0)
        {
            CheckMemory(line);
        }
    }

    /// <summary>Says how many rows to expect, so that columns need not grow.</summary>
    public void Expect(long rows)
    {
        var most = options.Limits.MaxTableBytes / (sizeof(double) * Math.Max(1, _builders.Count(b => b is not null)));
        var expected = (int)Math.Min(Math.Min(rows, options.Limits.MaxRows), most);
        foreach (var builder in _builders)
        {
            builder?.Expect(expected);
        }
    }

    /// <summary>Takes the rows of the batch, columns side by side.</summary>
    /// <param name="data">The buffer the batch speaks of.</param>
    public virtual void Flush(ReadOnlyMemory<byte> data)
    {
        var batch = Batch;
        var rows = options.Where is null ? batch.Rows : Filtered(data.Span);
        var room = options.Limits.MaxRows - RowCount;
        var taken = Math.Min(rows, room);
        if (taken > 0)
        {
            if (_nulls.Length > 0)
            {
                Blank(data.Span, batch, taken);
            }
            Append(data, taken);
        }
        RowCount += taken;
        var (excess, lastLine) = (rows > room ? batch.Lines[room] : 0, rows > 0 ? batch.Lines[rows - 1] : 0);
        batch.Clear();
        if (rows > room)
        {
            throw TabularErrors.TooManyRows(excess, options.Limits.MaxRows);
        }
        if (taken > 0)
        {
            CheckMemory(lastLine);
        }
    }

    /// <summary>Takes rows whose values have types.</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="columns">Which column each of its columns is, ascending.</param>
    /// <param name="row">Number of its first row, counted from 1.</param>
    public virtual void Take(ColumnarBatch batch, List<int> columns, long row)
    {
        var (values, rows) = (batch.Columns, batch.Rows);
        if (options.Where is not null)
        {
            var kept = RowsThatPass(values[columns.IndexOf(_filterColumn)]);
            (values, rows) = ([.. values.Select(v => v.Take(kept))], kept.Count);
        }
        if (rows == 0)
        {
            return;
        }
        if (_nulls.Length > 0)
        {
            values = [.. values.Select(v => v.Without(IsNull))];
        }
        if (rows > options.Limits.MaxRows - RowCount)
        {
            throw TabularErrors.TooManyRows(row + options.Limits.MaxRows - RowCount, options.Limits.MaxRows);
        }
        Share(columns.Count, rows, i => _builders[columns[i]]?.Append(values[i], row));
        RowCount += rows;
        CheckMemory(row + batch.Rows - 1);
    }

    private bool IsNull(ReadOnlySpan<byte> field)
    {
        field = NumberToken.Trim(field);
        foreach (var word in _nulls)
        {
            if (field.SequenceEqual(word))
            {
                return true;
            }
        }
        return false;
    }

    private void Blank(ReadOnlySpan<byte> data, RowBatch batch, int rows)
    {
        for (var field = 0; field < rows * batch.Columns; field++)
        {
            if (IsNull(data.Slice(batch.Starts[field], batch.Lengths[field])))
            {
                batch.Lengths[field] = 0;
            }
        }
    }

    private List<int> RowsThatPass(ColumnarValues values)
    {
        var kept = new List<int>();
        values.ForEachText(
            (text, row) =>
            {
                if (text.SequenceEqual(_filterValue))
                {
                    kept.Add(row);
                }
            }
        );
        return kept;
    }

    private void Append(ReadOnlyMemory<byte> data, int rows) =>
        Share(_builders.Count, rows, i => _builders[i]?.Append(data.Span, Batch, i, rows));

    private void Share(int columns, int rows, Action<int> append)
    {
        var refusals = new Exception?[columns];
        if (columns * rows < FieldsWorthSharing)
        {
            for (var i = 0; i < columns; i++)
            {
                Append(append, i, refusals);
            }
        }
        else
        {
            Parallel.For(
                0,
                columns,
                new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism },
                i => Append(append, i, refusals)
            );
        }
        // The earliest line counts, whichever column was looked at first.
        if (refusals.OfType<ColumnTypeChanged>().FirstOrDefault() is { } changed)
        {
            throw changed;
        }
        if (refusals.OfType<TabularFormatException>().MinBy(r => r.Line) is { } refusal)
        {
            throw refusal;
        }
    }

    private static void Append(Action<int> append, int column, Exception?[] refusals)
    {
        try
        {
            append(column);
        }
        catch (Exception refusal) when (refusal is TabularFormatException or ColumnTypeChanged)
        {
            refusals[column] = refusal;
        }
    }

    private int Filtered(ReadOnlySpan<byte> data)
    {
        var kept = 0;
        var (starts, lengths, columns) = (Batch.Starts, Batch.Lengths, Batch.Columns);
        for (var row = 0; row < Batch.Rows; row++)
        {
            var field = (row * columns) + _filterColumn;
            if (!data.Slice(starts[field], lengths[field]).SequenceEqual(_filterValue))
            {
                continue;
            }
            starts.AsSpan(row * columns, columns).CopyTo(starts.AsSpan(kept * columns));
            lengths.AsSpan(row * columns, columns).CopyTo(lengths.AsSpan(kept * columns));
            Batch.Lines[kept] = Batch.Lines[row];
            kept++;
        }
        return kept;
    }

    public virtual Table Build(IReadOnlyList<string>? notes = null)
    {
        ColumnBuilder[] builders = [.. _builders.OfType<ColumnBuilder>()];
        Column[] columns = [.. builders.Select(b => b.Build())];
        // Where types are inferred, what they leave out is told; against a reference, a check of data quality tells it.
        var remarks = options.Schema is null
            ? builders.SelectMany((b, i) => new[] { b.Remark, MostlyNumbers.NoteInvalid(columns[i]) }).OfType<string>()
            : [];
        return new(columns, [.. _nameTexts], RowCount) { Notes = [.. notes ?? [], .. remarks] };
    }

    /// <summary>What is said of a first line that looks like one of values; null for names.</summary>
    public string? NoteHeader()
    {
        foreach (var name in _nameTexts)
        {
            var bytes = Encoding.UTF8.GetBytes(name);
            if (IsoInstant.TryParse(bytes, out _) || (name.AsSpan().ContainsAny('.', '-') && NumberToken.TryParsePlain(bytes, out _)))
            {
                return $"The first line was read as names of columns, although \"{name}\" looks like a value.";
            }
        }
        return null;
    }

    private void CheckMemory(long line)
    {
        if (MemoryBytes > options.Limits.MaxTableBytes)
        {
            throw TabularErrors.TooMuchMemory(line, options.Limits.MaxTableBytes);
        }
    }

    private protected virtual ColumnBuilder? CreateBuilder(string name, ColumnarKind kind)
    {
        var role = options.Roles.RoleOf(name);
        var asked = options.Only is null || options.Only.Contains(name) || role is ColumnRole.DecisionId or ColumnRole.Attribution;
        if (role is ColumnRole.Ignored || !asked)
        {
            return null;
        }
        var max = options.Limits.MaxCategories;
        if (options.Sketch)
        {
            // Drift alone is computed of sketches: what it does not need is not read.
            var known = options.Schema?.Find(name);
            if (!options.Roles.TakesPartInDrift(name) && role is not ColumnRole.Timestamp || options.Schema is not null && known is null)
            {
                return null;
            }
            return known is { CountOnly: true } or { Type: ColumnType.Unknown }
                ? new CountingBuilder(name, known.Type)
                : new SketchBuilder(name, known?.Type, max, SettleAfter);
        }
        if (role is ColumnRole.DecisionId)
        {
            return new KeyBuilder(name);
        }
        if (options.Types.TryGetValue(name, out var type))
        {
            return ForType(name, type, max, options.Pack);
        }
        if (options.Schema is null || role is ColumnRole.Label or ColumnRole.Timestamp or ColumnRole.Attribution)
        {
            return Inferring(name, kind);
        }
        return options.Schema.Find(name) switch
        {
            null => role is ColumnRole.Feature ? null : Inferring(name, kind),
            { CountOnly: true } counted => new CountingBuilder(name, counted.Type),
            { } known => ForType(name, known.Type, max, options.Pack),
        };
    }

    private ColumnBuilder Inferring(string name, ColumnarKind kind) =>
        kind switch
        {
            _ when ColumnarValues.IsNumber(kind) => new TypedBuilder(new NumericBuilder(name)),
            >= ColumnarKind.Date => new TypedBuilder(new DateTimeBuilder(name)),
            _ => new InferringBuilder(name, options.Limits.MaxCategories, SettleAfter),
        };

    private static ColumnBuilder ForType(string name, ColumnType type, int maxCategories, bool packs) =>
        type switch
        {
            ColumnType.Numeric => new NumericBuilder(name) { Packs = packs },
            ColumnType.Categorical => new CategoryBuilder(name, maxCategories),
            ColumnType.DateTime => new DateTimeBuilder(name),
            ColumnType.Unknown => new CountingBuilder(name, type),
        };
}
