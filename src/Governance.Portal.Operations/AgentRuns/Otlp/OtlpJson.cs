using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Agents.Runs;

namespace Governance.Portal.Operations.AgentRuns.Otlp;

/// <summary>
/// Reads an ExportTraceServiceRequest in its JSON form: ids are hexadecimal, large numbers may be text, enums are numbers.
/// </summary>
internal sealed class OtlpJson
{
    // Each value within a value takes four levels: value, list, elements, element.
    private static readonly JsonDocumentOptions s_json = new() { MaxDepth = 16 + (4 * OtlpLimits.MaxDepth) };

    private readonly List<OtlpSpan> _spans = [];
    private readonly OtlpLimits _limits;
    private int _values;

    private OtlpJson(OtlpLimits limits) => _limits = limits;

    /// <summary>The spans of a body.</summary>
    /// <exception cref="OtlpException">It cannot be read.</exception>
    public static IReadOnlyList<OtlpSpan> Read(ReadOnlyMemory<byte> body, OtlpLimits limits)
    {
        try
        {
            using var json = JsonDocument.Parse(body, s_json);
            var read = new OtlpJson(limits);
            foreach (var resource in Within(json.RootElement, "resourceSpans"))
            {
                read.ResourceSpans(resource);
            }

            return read._spans;
        }
        // JsonReaderException for what is no JSON, InvalidOperationException for a text that is no Unicode.
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            throw WireReader.Wrong("it is not valid OTLP JSON.");
        }
    }

    private void ResourceSpans(JsonElement element)
    {
        var resource = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        if (Member(element, "resource") is { ValueKind: JsonValueKind.Object } sender)
        {
            Attributes(sender, resource, 0);
        }

        var schema = Text(element, "schemaUrl");
        foreach (var scope in Within(element, "scopeSpans"))
        {
            var own = Text(scope, "schemaUrl") is { Length: > 0 } told ? told : schema;
            foreach (var span in Within(scope, "spans"))
            {
                if (_spans.Count == _limits.Spans)
                {
                    throw new OtlpException(RunRefusals.TooLarge);
                }

                _spans.Add(Span(span, resource, own.Length > 0 ? own : null));
            }
        }
    }

    private OtlpSpan Span(JsonElement element, Dictionary<string, JsonNode?> resource, string? schema)
    {
        var span = new OtlpSpan
        {
            Resource = resource,
            SchemaUrl = schema,
            TraceId = Text(element, "traceId").ToLowerInvariant(),
            SpanId = Text(element, "spanId").ToLowerInvariant(),
            ParentId = Text(element, "parentSpanId").ToLowerInvariant(),
            Name = Text(element, "name"),
            Start = Whole(element, "startTimeUnixNano"),
            End = Whole(element, "endTimeUnixNano"),
            IsError = Member(element, "status") is { } status && IsErrorCode(status),
        };
        Attributes(element, span.Attributes, 0);
        foreach (var happened in Items(element, "events"))
        {
            var told = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
            Attributes(happened, told, 0);
            span.Exception ??= told.GetValueOrDefault("exception.type") is JsonValue type ? type.ToString() : null;
        }

        return span;
    }

    private void Attributes(JsonElement element, IDictionary<string, JsonNode?> to, int depth, string member = "attributes")
    {
        foreach (var attribute in Items(element, member))
        {
            to[Text(attribute, "key")] = Member(attribute, "value") is { } value ? Value(value, depth) : null;
        }
    }

    private JsonNode? Value(JsonElement element, int depth)
    {
        if (depth > OtlpLimits.MaxDepth)
        {
            throw WireReader.Wrong("its values are nested too deeply.");
        }

        if (++_values > OtlpLimits.MaxValues)
        {
            throw new OtlpException(RunRefusals.TooLarge);
        }

        JsonNode? value = null;
        foreach (var kind in Object(element).EnumerateObject())
        {
            value = kind.Name switch
            {
                "stringValue" => OtlpValues.Of(kind.Value.GetString() ?? ""),
                "boolValue" => JsonValue.Create(kind.Value.GetBoolean()),
                "intValue" => OtlpValues.Of(
                    kind.Value.ValueKind is JsonValueKind.String
                        ? long.Parse(kind.Value.GetString()!, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
                        : kind.Value.GetInt64()
                ),
                "doubleValue" => kind.Value.ValueKind is JsonValueKind.String
                    ? OtlpValues.Of(double.Parse(kind.Value.GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture))
                    : OtlpValues.Of(kind.Value.GetDouble()),
                "bytesValue" => JsonValue.Create(Convert.ToBase64String(kind.Value.GetBytesFromBase64())),
                "arrayValue" => List(kind.Value, depth + 1),
                "kvlistValue" => Map(kind.Value, depth + 1),
                _ => value,
            };
        }

        return value;
    }

    private JsonArray List(JsonElement element, int depth)
    {
        var list = new JsonArray();
        foreach (var item in Items(element, "values"))
        {
            list.Add(Value(item, depth));
        }

        return list;
    }

    private JsonObject Map(JsonElement element, int depth)
    {
        var map = new JsonObject();
        Attributes(element, map, depth, "values");
        return map;
    }

    // Numbers by the specification; by the rules for JSON of Protocol Buffers also names, which exporters of other makers write.
    private static bool IsErrorCode(JsonElement status) =>
        Member(status, "code") is { ValueKind: JsonValueKind.String } code
        && code.GetString()!.StartsWith("STATUS_CODE_", StringComparison.Ordinal)
            ? code.ValueEquals("STATUS_CODE_ERROR")
            : Whole(status, "code") == 2;

    // A list under another name holds what is not read here: a file of another program, or a version before 0.19. Unread is not empty.
    private static JsonElement.ArrayEnumerator Within(JsonElement element, string name) =>
        Object(element).TryGetProperty(name, out _)
        || !element.EnumerateObject().Any(m => m.Value.ValueKind is JsonValueKind.Array && m.Value.GetArrayLength() > 0)
            ? Items(element, name)
            : throw WireReader.Wrong($"it has a list where {name} is expected, and no {name}.");

    private static JsonElement Object(JsonElement element) =>
        element.ValueKind is JsonValueKind.Object ? element : throw WireReader.Wrong("an object is missing.");

    private static JsonElement? Member(JsonElement element, string name) =>
        Object(element).TryGetProperty(name, out var member) && member.ValueKind is not JsonValueKind.Null ? member : null;

    private static JsonElement.ArrayEnumerator Items(JsonElement element, string name) =>
        Member(element, name) is not { } member ? default
        : member.ValueKind is JsonValueKind.Array ? member.EnumerateArray()
        : throw WireReader.Wrong("a list is missing.");

    private static string Text(JsonElement element, string name) =>
        Member(element, name) is not { } member ? ""
        : member.ValueKind is JsonValueKind.String ? member.GetString()!
        : throw WireReader.Wrong("a text is missing.");

    private static ulong Whole(JsonElement element, string name) =>
        Member(element, name) is not { } member ? 0
        : member.ValueKind is JsonValueKind.String ? ulong.Parse(member.GetString()!, NumberStyles.None, CultureInfo.InvariantCulture)
        : member.GetUInt64();
}
