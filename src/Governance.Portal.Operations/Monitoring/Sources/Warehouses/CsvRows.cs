using System.Buffers;
using System.Text;

namespace Governance.Portal.Operations.Monitoring.Sources.Warehouses;

/// <summary>Writes rows as CSV with a head, as RFC 4180 has it. NULL is an empty field.</summary>
internal sealed class CsvRows(string host, int mostRowBytes, Stream destination) : RowTaker(host, mostRowBytes)
{
    private const int FlushBytes = 64 * 1024;
    private readonly ArrayBufferWriter<byte> _text = new(2 * FlushBytes);
    private bool _isFirst = true;
    private bool _isBlank = true;

    /// <summary>Passes on the rest.</summary>
    public async Task EndAsync(CancellationToken ct)
    {
        await WriteAsync(ct);
        await destination.FlushAsync(ct);
    }

    /// <inheritdoc/>
    public override ValueTask FlushAsync(CancellationToken ct) =>
        _text.WrittenCount < FlushBytes ? ValueTask.CompletedTask : new ValueTask(WriteAsync(ct));

    /// <inheritdoc/>
    protected override void Head(IReadOnlyList<AnswerColumn> columns)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            Value(i, Encoding.UTF8.GetBytes(columns[i].Name), false);
        }

        End();
    }

    /// <inheritdoc/>
    protected override void Value(int column, ReadOnlySpan<byte> text, bool isNull)
    {
        if (!_isFirst)
        {
            Add(","u8);
        }

        _isFirst = false;
        _isBlank = column == 0 && text.IsEmpty;
        if (!isNull && (text.ContainsAny("\",\r\n"u8) || HasEdge(text)))
        {
            Quote(text);
        }
        else
        {
            Add(text);
        }
    }

    /// <inheritdoc/>
    protected override void End()
    {
        // A line with nothing on it would be passed over, and the row with it.
        Add(_isBlank ? "\"\"\n"u8 : "\n"u8);
        (_isFirst, _isBlank) = (true, true);
    }

    private static bool HasEdge(ReadOnlySpan<byte> text) => !text.IsEmpty && (text[0] == (byte)' ' || text[^1] == (byte)' ');

    private void Quote(ReadOnlySpan<byte> text)
    {
        Add("\""u8);
        for (int quote; (quote = text.IndexOf((byte)'"')) >= 0; text = text[(quote + 1)..])
        {
            Add(text[..(quote + 1)]);
            Add("\""u8);
        }

        Add(text);
        Add("\""u8);
    }

    private void Add(ReadOnlySpan<byte> bytes) => _text.Write(bytes);

    private async Task WriteAsync(CancellationToken ct)
    {
        try
        {
            await destination.WriteAsync(_text.WrittenMemory, ct);
        }
        catch (IOException e)
        {
            throw new DestinationException(e);
        }

        _text.ResetWrittenCount();
    }
}
