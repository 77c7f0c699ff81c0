using System.Text.Json;

namespace Governance.Portal.Operations.Decisions.Streams.Rows;

/// <summary>
/// Makes a message lines of NDJSON: one for the object that it is, or one for each object of the array that it is. What the members hold is
/// the reader's to judge.
/// </summary>
internal static class MessageRows
{
    private const int MaxDepth = 64;

    /// <summary>The lines; null when the message is neither an object nor an array of objects.</summary>
    public static byte[]? Of(ReadOnlyMemory<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
            if (!reader.Read())
            {
                return null;
            }

            var lines = new List<Range>();
            if (reader.TokenType is JsonTokenType.StartObject)
            {
                lines.Add(Whole(ref reader));
            }
            else if (reader.TokenType is JsonTokenType.StartArray)
            {
                while (reader.Read() && reader.TokenType is JsonTokenType.StartObject)
                {
                    lines.Add(Whole(ref reader));
                }

                if (reader.TokenType is not JsonTokenType.EndArray)
                {
                    return null;
                }
            }

            // Anything behind it makes the reader throw.
            return lines.Count == 0 || reader.Read() ? null : Write(body.Span, lines);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Range Whole(ref Utf8JsonReader reader)
    {
        var from = (int)reader.TokenStartIndex;
        reader.Skip();
        return from..(int)reader.BytesConsumed;
    }

    private static byte[] Write(ReadOnlySpan<byte> body, List<Range> lines)
    {
        var text = new byte[lines.Sum(l => l.End.Value - l.Start.Value + 1)];
        var at = 0;
        foreach (var line in lines)
        {
            var own = body[line];
            own.CopyTo(text.AsSpan(at));
            // Within a text a line end is written as \n, so those that are left stand between members.
            text.AsSpan(at, own.Length).Replace((byte)'\n', (byte)' ');
            at += own.Length;
            text[at++] = (byte)'\n';
        }

        return text;
    }
}
