using System.Buffers;
using System.Text.Json;

namespace Governance.Portal.Operations.Monitoring.Sources.Warehouses;

/// <summary>
/// Reads a JSON answer as it comes: its rows are handed on one by one and never held together; the other members are kept, bounded.
/// </summary>
/// <param name="rows">Members that lead to the array of rows, from the outermost; none: the answer is that array.</param>
/// <param name="taker">Takes the rows.</param>
/// <param name="columns">Reads the columns from a member, by its name; null: it is not the one that says them.</param>
internal sealed class AnswerReader(
    IReadOnlyList<string> rows,
    RowTaker taker,
    Func<string, JsonElement, IReadOnlyList<AnswerColumn>?> columns
)
{
    private const int FirstBuffer = 64 * 1024;
    private const int MostMemberBytes = 16 * 1024 * 1024;
    private const int MaxDepth = 64;
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private Utf8JsonWriter? _writer;
    private string _member = "";
    private long _written;
    private int _matched;
    private int _rowsDepth = -1;
    private bool _isRowObject;
    private bool _expectsRows = rows.Count == 0;

    /// <summary>Reads it to its end.</summary>
    /// <returns>Its members, without the rows.</returns>
    /// <exception cref="JsonException">It is no JSON, or ends in the middle.</exception>
    public async Task<IReadOnlyDictionary<string, JsonElement>> ReadAsync(Stream stream, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        var filled = 0;
        var state = new JsonReaderState(new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            while (true)
            {
                if (filled == buffer.Length)
                {
                    buffer = Larger(buffer);
                }

                var read = await stream.ReadAsync(buffer.AsMemory(filled), ct);
                filled += read;
                var used = Take(buffer.AsSpan(0, filled), read == 0, ref state);
                buffer.AsSpan(used, filled - used).CopyTo(buffer);
                filled -= used;
                await taker.FlushAsync(ct);
                if (read == 0)
                {
                    return _members;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            if (_writer is not null)
            {
                await _writer.DisposeAsync();
            }
        }
    }

    private byte[] Larger(byte[] buffer)
    {
        if (buffer.Length >= taker.MostTokenBytes)
        {
            throw taker.TooLong();
        }

        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private int Take(ReadOnlySpan<byte> data, bool isFinal, ref JsonReaderState state)
    {
        var reader = new Utf8JsonReader(data, isFinal, state);
        while (reader.Read())
        {
            if (_rowsDepth >= 0)
            {
                TakeRow(ref reader);
            }
            else if (_expectsRows)
            {
                Enter(ref reader);
            }
            else
            {
                TakeMember(ref reader);
            }
        }

        state = reader.CurrentState;
        return (int)reader.BytesConsumed;
    }

    // The value of the member that holds the rows: an array, or nothing at all.
    private void Enter(ref Utf8JsonReader reader)
    {
        _expectsRows = false;
        if (reader.TokenType is JsonTokenType.StartArray)
        {
            _rowsDepth = reader.CurrentDepth;
        }
        else if (reader.TokenType is not JsonTokenType.Null)
        {
            throw new JsonException("There is something other than rows where the rows should be.");
        }

        if (rows.Count > 0)
        {
            _matched--;
            _writer?.WriteNullValue();
            EndMember(rows.Count == 1 && _rowsDepth < 0 ? 1 : -1);
        }
    }

    private void TakeRow(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth - _rowsDepth;
        switch (reader.TokenType)
        {
            case JsonTokenType.EndArray when depth == 0:
                _rowsDepth = -1;
                EndMember(reader.CurrentDepth);
                break;
            case JsonTokenType.StartArray or JsonTokenType.StartObject when depth == 1:
                _isRowObject = reader.TokenType is JsonTokenType.StartObject;
                taker.BeginRow();
                break;
            case JsonTokenType.EndArray or JsonTokenType.EndObject when depth == 1:
                taker.EndRow();
                break;
            case JsonTokenType.PropertyName:
                break;
            case JsonTokenType.StartArray or JsonTokenType.StartObject:
            case JsonTokenType.EndArray or JsonTokenType.EndObject:
                // Rows of BigQuery are {"f":[{"v":value}, …]}; what is nested deeper is no value.
                if (!_isRowObject || depth > 3)
                {
                    throw taker.Nested();
                }

                break;
            default:
                if (depth != (_isRowObject ? 4 : 2))
                {
                    throw new JsonException("A row of the answer is malformed.");
                }

                taker.Cell(ref reader);
                break;
        }
    }

    private void TakeMember(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        if (depth == 0)
        {
            if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndObject))
            {
                throw new JsonException("The answer is not an object.");
            }

            return;
        }

        if (reader.TokenType is JsonTokenType.PropertyName)
        {
            TakeName(ref reader, depth);
            return;
        }

        Write(ref reader);
        if (reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject))
        {
            if (_matched == depth && _matched > 0)
            {
                _matched--;
            }

            EndMember(depth);
        }
    }

    private void TakeName(ref Utf8JsonReader reader, int depth)
    {
        if (depth == 1)
        {
            _member = reader.GetString()!;
            _bytes.ResetWrittenCount();
            _written = 0;
            _writer ??= new Utf8JsonWriter(_bytes);
            _writer.Reset();
        }
        else
        {
            _writer!.WritePropertyName(reader.GetString()!);
        }

        if (_matched == depth - 1 && _matched < rows.Count && reader.ValueTextEquals(rows[_matched]))
        {
            _matched++;
            _expectsRows = _matched == rows.Count;
        }
    }

    private void Write(ref Utf8JsonReader reader)
    {
        var writer = _writer!;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                writer.WriteStartObject();
                break;
            case JsonTokenType.EndObject:
                writer.WriteEndObject();
                break;
            case JsonTokenType.StartArray:
                writer.WriteStartArray();
                break;
            case JsonTokenType.EndArray:
                writer.WriteEndArray();
                break;
            case JsonTokenType.String:
                writer.WriteStringValue(reader.GetString());
                break;
            case JsonTokenType.Number:
                writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                break;
            case JsonTokenType.True or JsonTokenType.False:
                writer.WriteBooleanValue(reader.TokenType is JsonTokenType.True);
                break;
            default:
                writer.WriteNullValue();
                break;
        }

        _written = writer.BytesCommitted + writer.BytesPending;
        if (_written > MostMemberBytes)
        {
            throw new JsonException("The answer contains more data besides its rows than allowed.");
        }
    }

    private void EndMember(int depth)
    {
        if (depth != 1 || _writer is null)
        {
            return;
        }

        _writer.Flush();
        using var json = JsonDocument.Parse(_bytes.WrittenMemory, new JsonDocumentOptions { MaxDepth = MaxDepth });
        var member = json.RootElement.Clone();
        _members[_member] = member;
        if (columns(_member, member) is { } said)
        {
            taker.Begin(said);
        }
    }
}
