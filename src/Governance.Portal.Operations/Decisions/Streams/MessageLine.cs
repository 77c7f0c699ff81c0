using System.Text;
using System.Text.Json;

namespace Governance.Portal.Operations.Decisions.Streams;

/// <summary>
/// Makes a message a line of a batch: on one line, with model and version of the source where it names none, and with an id of its place in
/// the stream where it has none, so that a message that comes again is the same decision.
/// </summary>
internal static class MessageLine
{
    private const int MaxDepth = 64;

    /// <summary>The line, or why the message can be none.</summary>
    public static (ReadOnlyMemory<byte> Line, RejectedMessage? Rejected) Of(StreamSource source, StreamMessage message)
    {
        try
        {
            var (first, isEmpty, missing, other) = Look(source, message);
            if (other)
            {
                return Reject(message, "decision.not-valid", "model", $"This stream accepts only decisions of {source.Model}.");
            }

            return (Write(message.Body.Span, first, isEmpty, missing), null);
        }
        catch (JsonException)
        {
            return Reject(message, "decision.malformed", "", "The message is not a valid JSON object.");
        }
        catch (InvalidOperationException)
        {
            return Reject(message, "decision.malformed", "", "The message contains half a character (a lone surrogate).");
        }
    }

    private static (ReadOnlyMemory<byte>, RejectedMessage?) Reject(StreamMessage message, string code, string field, string reason) =>
        (default, new RejectedMessage(message, code, field, reason));

    // Reads the names of the object's own members; their values are intake's to judge.
    private static (int First, bool IsEmpty, List<(string Name, string Value)> Missing, bool IsOther) Look(
        StreamSource source,
        StreamMessage message
    )
    {
        var reader = new Utf8JsonReader(message.Body.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
        if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        var first = (int)reader.TokenStartIndex + 1;
        var (id, model, version, isEmpty, isOther) = (false, false, false, true, false);
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            isEmpty = false;
            id |= reader.ValueTextEquals("decisionId"u8);
            version |= reader.ValueTextEquals("version"u8);
            var isModel = reader.ValueTextEquals("model"u8);
            model |= isModel;
            reader.Read();
            isOther |=
                isModel && source.Model.Length > 0 && !(reader.TokenType is JsonTokenType.String && reader.ValueTextEquals(source.Model));
            reader.Skip();
        }

        if (reader.TokenType is not JsonTokenType.EndObject || reader.Read())
        {
            throw new JsonException();
        }

        List<(string, string)> missing = [];
        Add("decisionId", $"{source.Name}:{message.Position}", id);
        Add("model", source.Model, model);
        Add("version", source.Version, version);
        return (first, isEmpty, missing, isOther);

        void Add(string name, string value, bool isThere)
        {
            if (!isThere && value.Length > 0)
            {
                missing.Add((name, value));
            }
        }
    }

    private static byte[] Write(ReadOnlySpan<byte> body, int first, bool isEmpty, List<(string Name, string Value)> missing)
    {
        var added = new StringBuilder();
        for (var i = 0; i < missing.Count; i++)
        {
            var (name, value) = missing[i];
            added.Append('"').Append(name).Append("\":\"").Append(JsonEncodedText.Encode(value)).Append('"');
            if (!isEmpty || i + 1 < missing.Count)
            {
                added.Append(',');
            }
        }

        var between = Encoding.UTF8.GetBytes(added.ToString());
        var line = new byte[body.Length + between.Length + 1];
        body[..first].CopyTo(line);
        between.CopyTo(line.AsSpan(first));
        body[first..].CopyTo(line.AsSpan(first + between.Length));
        // Within a text a line end is written as \n, so those that are left stand between members.
        line.AsSpan(0, line.Length - 1).Replace((byte)'\n', (byte)' ');
        line[^1] = (byte)'\n';
        return line;
    }
}
