using System.Buffers;

namespace Governance.Analytics.Io;

/// <summary>Hands rows on as texts instead of building columns of them.</summary>
internal sealed class RowTextSink(TabularReadOptions options, IRowTexts rows) : RowSink(options)
{
    private readonly ColumnRoles _roles = options.Roles;
    private readonly List<bool> _read = [];

    public override bool ReadsNumbers => false;

    public override bool IsRead(int column) => _read[column];

    public override void AddRow(ReadOnlySpan<byte> data, ReadOnlySpan<int> starts, ReadOnlySpan<int> lengths, long line)
    {
        RowCount++;
        rows.AddRow(new RowTexts(data, starts[..ColumnCount], lengths[..ColumnCount], line));
    }

    public override void Flush(ReadOnlyMemory<byte> data)
    {
        var (batch, columns) = (Batch, Batch.Columns);
        for (var row = 0; row < batch.Rows; row++)
        {
            AddRow(data.Span, batch.Starts.AsSpan(row * columns, columns), batch.Lengths.AsSpan(row * columns, columns), batch.Lines[row]);
        }
        batch.Clear();
    }

    public override void Take(ColumnarBatch batch, List<int> columns, long row)
    {
        var texts = new ArrayBufferWriter<byte>(64 * 1024);
        var starts = new int[batch.Rows * ColumnCount];
        var lengths = new int[batch.Rows * ColumnCount];
        for (var i = 0; i < columns.Count; i++)
        {
            var column = columns[i];
            batch
                .Columns[i]
                .ForEachText(
                    (text, at) =>
                    {
                        var place = (at * ColumnCount) + column;
                        (starts[place], lengths[place]) = (texts.WrittenCount, text.Length);
                        texts.Write(text);
                    }
                );
        }
        for (var i = 0; i < batch.Rows; i++)
        {
            AddRow(texts.WrittenSpan, starts.AsSpan(i * ColumnCount, ColumnCount), lengths.AsSpan(i * ColumnCount, ColumnCount), row + i);
        }
    }

    private protected override ColumnBuilder? CreateBuilder(string name, ColumnarKind kind)
    {
        _read.Add(_roles.RoleOf(name) is not ColumnRole.Ignored);
        rows.AddColumn(name);
        return null;
    }
}
