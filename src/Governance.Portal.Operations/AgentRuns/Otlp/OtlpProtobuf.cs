using System.Text.Json.Nodes;
using Governance.Domain.Agents.Runs;

namespace Governance.Portal.Operations.AgentRuns.Otlp;

/// <summary>Reads an ExportTraceServiceRequest in binary form, as far as runs of agents need it.</summary>
internal sealed class OtlpProtobuf
{
    private readonly List<OtlpSpan> _spans = [];
    private readonly OtlpLimits _limits;
    private int _values;

    private OtlpProtobuf(OtlpLimits limits) => _limits = limits;

    /// <summary>The spans of a body.</summary>
    /// <exception cref="OtlpException">It cannot be read.</exception>
    public static IReadOnlyList<OtlpSpan> Read(ReadOnlySpan<byte> body, OtlpLimits limits)
    {
        var read = new OtlpProtobuf(limits);
        for (var request = new WireReader(body); request.Next(); )
        {
            if (request.Is(1, 2))
            {
                read.ResourceSpans(request.Bytes());
            }
            else
            {
                request.Skip();
            }
        }

        return read._spans;
    }

    // What the sender is, and the version, may come after the spans they are about: twice over the same bytes.
    private void ResourceSpans(ReadOnlySpan<byte> bytes)
    {
        var resource = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        var schema = "";
        for (var reader = new WireReader(bytes); reader.Next(); )
        {
            if (reader.Is(1, 2))
            {
                for (var inner = new WireReader(reader.Bytes()); inner.Next(); )
                {
                    if (inner.Is(1, 2))
                    {
                        Attribute(inner.Bytes(), resource);
                    }
                    else
                    {
                        inner.Skip();
                    }
                }
            }
            else if (reader.Is(3, 2))
            {
                schema = reader.Text();
            }
            else
            {
                reader.Skip();
            }
        }

        for (var reader = new WireReader(bytes); reader.Next(); )
        {
            if (reader.Is(2, 2))
            {
                ScopeSpans(reader.Bytes(), resource, schema);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ScopeSpans(ReadOnlySpan<byte> bytes, Dictionary<string, JsonNode?> resource, string schema)
    {
        for (var reader = new WireReader(bytes); reader.Next(); )
        {
            if (reader.Is(3, 2))
            {
                schema = reader.Text() is { Length: > 0 } own ? own : schema;
            }
            else
            {
                reader.Skip();
            }
        }

        for (var reader = new WireReader(bytes); reader.Next(); )
        {
            if (reader.Is(2, 2))
            {
                if (_spans.Count == _limits.Spans)
                {
                    throw new OtlpException(RunRefusals.TooLarge);
                }

                var span = new OtlpSpan { Resource = resource, SchemaUrl = schema.Length > 0 ? schema : null };
                _spans.Add(span);
                Span(reader.Bytes(), span);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void Span(ReadOnlySpan<byte> bytes, OtlpSpan span)
    {
        for (var reader = new WireReader(bytes); reader.Next(); )
        {
            if (reader.Is(1, 2))
            {
                span.TraceId = Convert.ToHexStringLower(reader.Bytes());
            }
            else if (reader.Is(2, 2))
            {
                span.SpanId = Convert.ToHexStringLower(reader.Bytes());
            }
            else if (reader.Is(4, 2))
            {
                span.ParentId = Convert.ToHexStringLower(reader.Bytes());
            }
            else if (reader.Is(5, 2))
            {
                span.Name = reader.Text();
            }
            else if (reader.Is(7, 1))
            {
                span.Start = reader.Fixed64();
            }
            else if (reader.Is(8, 1))
            {
                span.End = reader.Fixed64();
            }
            else if (reader.Is(9, 2))
            {
                Attribute(reader.Bytes(), span.Attributes);
            }
            else if (reader.Is(11, 2))
            {
                span.Exception ??= Exception(reader.Bytes());
            }
            else if (reader.Is(15, 2))
            {
                span.IsError = IsError(reader.Bytes());
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private string? Exception(ReadOnlySpan<byte> bytes)
    {
        var attributes = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        for (var reader = new WireReader(bytes); reader.Next(); )
        {
            if (reader.Is(3, 2))
            {
                Attribute(reader.Bytes(), attributes);
            }
            else
            {
                reader.Skip();
            }
        }

        return attributes.GetValueOrDefault("exception.type") is JsonValue type ? type.ToString() : null;
    }

    private static bool IsError(ReadOnlySpan<byte> bytes)
    {
        var code = 0UL;
        for (var reader = new WireReader(bytes); reader.Next(); )
        {
            if (reader.Is(3, 0))
            {
                code = reader.Varint();
            }
            else
            {
                reader.Skip();
            }
        }

        return code == 2;
    }

    private void Attribute(ReadOnlySpan<byte> bytes, IDictionary<string, JsonNode?> to, int depth = 0)
    {
        var key = "";
        JsonNode? value = null;
        for (var reader = new WireReader(bytes); reader.Next(); )
        {
            if (reader.Is(1, 2))
            {
                key = reader.Text();
            }
            else if (reader.Is(2, 2))
            {
                value = Value(reader.Bytes(), depth);
            }
            else
            {
                reader.Skip();
            }
        }

        to[key] = value;
    }

    private JsonNode? Value(ReadOnlySpan<byte> bytes, int depth)
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
        for (var reader = new WireReader(bytes); reader.Next(); )
        {
            if (reader.Is(1, 2))
            {
                value = OtlpValues.Of(reader.Text());
            }
            else if (reader.Is(2, 0))
            {
                value = JsonValue.Create(reader.Varint() != 0);
            }
            else if (reader.Is(3, 0))
            {
                value = OtlpValues.Of((long)reader.Varint());
            }
            else if (reader.Is(4, 1))
            {
                value = OtlpValues.Of(BitConverter.UInt64BitsToDouble(reader.Fixed64()));
            }
            else if (reader.Is(5, 2))
            {
                value = List(reader.Bytes(), depth + 1);
            }
            else if (reader.Is(6, 2))
            {
                value = Map(reader.Bytes(), depth + 1);
            }
            else if (reader.Is(7, 2))
            {
                value = JsonValue.Create(Convert.ToBase64String(reader.Bytes()));
            }
            else
            {
                reader.Skip();
            }
        }

        return value;
    }

    private JsonArray List(ReadOnlySpan<byte> bytes, int depth)
    {
        var list = new JsonArray();
        for (var reader = new WireReader(bytes); reader.Next(); )
        {
            if (reader.Is(1, 2))
            {
                list.Add(Value(reader.Bytes(), depth));
            }
            else
            {
                reader.Skip();
            }
        }

        return list;
    }

    private JsonObject Map(ReadOnlySpan<byte> bytes, int depth)
    {
        var map = new JsonObject();
        for (var reader = new WireReader(bytes); reader.Next(); )
        {
            if (reader.Is(1, 2))
            {
                Attribute(reader.Bytes(), map, depth);
            }
            else
            {
                reader.Skip();
            }
        }

        return map;
    }
}
