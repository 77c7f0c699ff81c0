using System.Text;

namespace Governance.Analytics.Io;

/// <summary>
/// Hands every row to several sinks, each of which keeps its own: so several parts of a file are read in one pass. What one of them cannot
/// read keeps no other from its rows.
/// </summary>
internal sealed class PartsSink : RowSink
{
    private readonly Part[] _parts;
    private readonly long _maxBytes;

    public PartsSink(IReadOnlyList<TabularReadOptions> parts, int settleAfter)
        : base(parts[0] with { Where = null })
    {
        _parts = [.. parts.Select(p => new Part(new RowSink(p) { SettleAfter = Math.Min(settleAfter, p.Limits.MaxCategories) }))];
        _maxBytes = parts[0].Limits.MaxTableBytes;
    }

    /// <summary>The parts in their order, once the file was read.</summary>
    public IReadOnlyList<TablePart> Tables => [.. _parts.Select(p => new TablePart(p.Table, p.Problem))];

    public override LateNumbers Late
    {
        get => base.Late;
        set
        {
            base.Late = value;
            foreach (var part in _parts)
            {
                part.Sink.Late = value;
            }
        }
    }

    public override bool IsRead(int column) => _parts.Any(p => p.Sink.IsRead(column));

    public override void AddRow(ReadOnlySpan<byte> data, ReadOnlySpan<int> starts, ReadOnlySpan<int> lengths, long line)
    {
        RowCount++;
        foreach (var part in _parts.Where(p => p.Problem is null))
        {
            try
            {
                part.Sink.AddRow(data, starts, lengths, line);
            }
            catch (TabularFormatException problem)
            {
                part.Problem = problem;
            }
        }
        CheckTogether(line);
    }

    public override void Flush(ReadOnlyMemory<byte> data)
    {
        var (batch, lastLine) = (Batch, Batch.Rows > 0 ? Batch.Lines[Batch.Rows - 1] : 0);
        foreach (var part in _parts)
        {
            part.Try(sink =>
            {
                sink.CheckNames();
                batch.CopyTo(sink.Batch);
                sink.Flush(data);
            });
        }
        RowCount += batch.Rows;
        batch.Clear();
        CheckTogether(lastLine);
    }

    public override void Take(ColumnarBatch batch, List<int> columns, long row)
    {
        foreach (var part in _parts)
        {
            part.Try(sink =>
            {
                sink.CheckNames();
                sink.Take(batch, columns, row);
            });
        }
        RowCount += batch.Rows;
        CheckTogether(row + batch.Rows - 1);
    }

    public override Table Build(IReadOnlyList<string>? notes = null)
    {
        foreach (var part in _parts)
        {
            part.Try(sink =>
            {
                sink.CheckNames();
                part.Table = sink.Build(notes);
            });
        }
        return base.Build(notes);
    }

    private protected override ColumnBuilder? CreateBuilder(string name, ColumnarKind kind)
    {
        foreach (var part in _parts)
        {
            part.Sink.AddColumn(Encoding.UTF8.GetBytes(name), 1, kind);
        }
        return null;
    }

    // Together they may need more than one of them may alone.
    private void CheckTogether(long line)
    {
        if (_parts.Sum(p => p.Sink.MemoryBytes) > _maxBytes)
        {
            throw TabularErrors.TooMuchMemory(line, _maxBytes);
        }
    }

    private sealed class Part(RowSink sink)
    {
        public RowSink Sink => sink;

        public Table? Table { get; set; }

        public TabularFormatException? Problem { get; set; }

        public void Try(Action<RowSink> act)
        {
            if (Problem is not null)
            {
                return;
            }
            try
            {
                act(sink);
            }
            catch (TabularFormatException problem)
            {
                Problem = problem;
            }
        }
    }
}

/// <summary>A part of a file.</summary>
/// <param name="Table">Its rows as typed columns; <see langword="null"/> when they could not be read.</param>
/// <param name="Problem">Why not.</param>
public sealed record TablePart(Table? Table, TabularFormatException? Problem);
