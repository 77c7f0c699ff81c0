using System.Text.Json.Nodes;

namespace Governance.Portal.Operations.AgentRuns.Otlp;

/// <summary>A span as it was sent, in either encoding.</summary>
internal sealed class OtlpSpan
{
    /// <summary>Lower-case hexadecimal; empty where none was sent.</summary>
    public string TraceId { get; set; } = "";

    public string SpanId { get; set; } = "";

    public string ParentId { get; set; } = "";

    public string Name { get; set; } = "";

    /// <summary>Nanoseconds since 1970.</summary>
    public ulong Start { get; set; }

    public ulong End { get; set; }

    /// <summary>True where the status says so; its message is not read, because it may quote what people wrote.</summary>
    public bool IsError { get; set; }

    /// <summary>The kind of exception that an event of the span names.</summary>
    public string? Exception { get; set; }

    public Dictionary<string, JsonNode?> Attributes { get; } = new(StringComparer.Ordinal);

    /// <summary>Attributes of what sent it; the same object for all spans of a sender.</summary>
    public required IReadOnlyDictionary<string, JsonNode?> Resource { get; init; }

    public string? SchemaUrl { get; init; }
}
