using System.Globalization;
using System.Text.Json.Nodes;

namespace Governance.Portal.Operations.AgentRuns.Otlp;

/// <summary>Values of attributes as canonical JSON can write them, so that both encodings of a span have the same digest.</summary>
internal static class OtlpValues
{
    private const long Exact = 1L << 53;

    /// <summary>A whole number; as text where a number of JSON would not hold it exactly.</summary>
    public static JsonNode Of(long value) =>
        value is > -Exact and < Exact ? JsonValue.Create(value) : JsonValue.Create(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A number, as the shortest text that reads back as it: canonical JSON of entries has whole numbers only.</summary>
    public static JsonNode Of(double value) => JsonValue.Create(value.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>A text. Half a pair of surrogates, which JSON may send, has no UTF-8.</summary>
    public static JsonNode Of(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (char.IsHighSurrogate(value[i]) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(value[i]))
            {
                throw WireReader.Wrong("a text is not Unicode.");
            }
        }

        return JsonValue.Create(value);
    }
}
