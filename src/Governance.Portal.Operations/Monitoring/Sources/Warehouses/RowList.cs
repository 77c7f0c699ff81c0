using System.Text;

namespace Governance.Portal.Operations.Monitoring.Sources.Warehouses;

/// <summary>Holds a small answer.</summary>
internal sealed class RowList(string host, int mostRowBytes, int mostRows) : RowTaker(host, mostRowBytes)
{
    private readonly List<IReadOnlyList<string?>> _rows = [];
    private string?[] _row = [];

    /// <summary>What was taken.</summary>
    public SourceRows ToRows() => new([.. Columns!.Select(c => c.Name)], _rows, BytesReceived);

    /// <inheritdoc/>
    public override ValueTask FlushAsync(CancellationToken ct) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    protected override void Head(IReadOnlyList<AnswerColumn> columns) => _row = new string?[columns.Count];

    /// <inheritdoc/>
    protected override void Value(int column, ReadOnlySpan<byte> text, bool isNull) =>
        _row[column] = isNull ? null : Encoding.UTF8.GetString(text);

    /// <inheritdoc/>
    protected override void End()
    {
        if (_rows.Count == mostRows)
        {
            throw new SourceException($"{Host} answered with more than {mostRows} rows.") { IsFinal = true };
        }

        _rows.Add([.. _row]);
    }
}
