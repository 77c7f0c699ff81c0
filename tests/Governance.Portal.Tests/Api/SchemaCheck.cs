using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Governance.Portal.Tests.Api;

/// <summary>Holds a value against a schema of the document, as far as the document uses JSON Schema.</summary>
internal sealed class SchemaCheck(JsonObject document)
{
    // Each made once: .NET keeps fifteen of those that are given as text, and the document has more.
    private static readonly ConcurrentDictionary<string, Regex> s_patterns = new(StringComparer.Ordinal);

    /// <summary>What is wrong with the value, at most a few.</summary>
    public List<string> Findings(JsonNode? value, JsonNode schema)
    {
        List<string> findings = [];
        Check(value, schema, "$", findings);
        return findings;
    }

    /// <summary>The schema itself, where the given one refers to it.</summary>
    public JsonObject Resolve(JsonNode schema)
    {
        var found = schema.AsObject();
        while ((string?)found["$ref"] is { } reference)
        {
            found = document["components"]!["schemas"]![reference.Split('/')[^1]]!.AsObject();
        }

        return found;
    }

    private void Check(JsonNode? value, JsonNode given, string place, List<string> findings)
    {
        var schema = Resolve(given);
        if ((schema["oneOf"] ?? schema["anyOf"]) is JsonArray choices)
        {
            if (!choices.Any(c => Findings(value, c!).Count == 0))
            {
                findings.Add($"{place} is none of what it may be: {Short(value)}");
            }

            return;
        }

        if (
            TypesOf(schema) is { Count: > 0 } types
            && !types.Contains(TypeOf(value))
            && !(TypeOf(value) == "integer" && types.Contains("number"))
        )
        {
            findings.Add($"{place} is {TypeOf(value)}, not {string.Join(" or ", types)}");
            return;
        }

        if (schema["enum"] is JsonArray values && !values.Any(v => JsonNode.DeepEquals(v, value)))
        {
            findings.Add($"{place} is {Short(value)}, which is not listed");
        }

        if (
            (string?)schema["pattern"] is { } pattern
            && value?.GetValueKind() is JsonValueKind.String
            && !s_patterns.GetOrAdd(pattern, p => new Regex(p, RegexOptions.NonBacktracking)).IsMatch((string)value!)
        )
        {
            findings.Add($"{place} is {Short(value)}, not {pattern}");
        }

        CheckInside(value, schema, place, findings);
    }

    private void CheckInside(JsonNode? value, JsonObject schema, string place, List<string> findings)
    {
        if (value is JsonArray items && schema["items"] is { } item)
        {
            for (var i = 0; i < items.Count && findings.Count < 5; i++)
            {
                Check(items[i], item, string.Create(CultureInfo.InvariantCulture, $"{place}[{i}]"), findings);
            }
        }

        if (value is not JsonObject members)
        {
            return;
        }

        findings.AddRange(Required(schema).Where(r => !members.ContainsKey(r)).Select(r => $"{place}.{r} is missing"));
        var documented = schema["properties"] as JsonObject;
        foreach (var (name, inner) in members)
        {
            if (documented?[name] is { } property)
            {
                Check(inner, property, $"{place}.{name}", findings);
            }
            else if (schema["additionalProperties"] is JsonObject any)
            {
                Check(inner, any, $"{place}.{name}", findings);
            }
            else if (documented is not null)
            {
                findings.Add($"{place}.{name} is not documented");
            }
        }
    }

    /// <summary>Members that a schema asks for.</summary>
    public static IEnumerable<string> Required(JsonObject schema) => (schema["required"] as JsonArray ?? []).Select(r => (string)r!);

    private static List<string> TypesOf(JsonObject schema) =>
        schema["type"] switch
        {
            JsonArray several => [.. several.Select(t => (string)t!)],
            JsonValue one => [(string)one!],
            _ => [],
        };

    private static string TypeOf(JsonNode? value) =>
        value?.GetValueKind() switch
        {
            null or JsonValueKind.Null => "null",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            JsonValueKind.String => "string",
            JsonValueKind.Number => value.ToJsonString().AsSpan().IndexOfAny('.', 'e', 'E') < 0 ? "integer" : "number",
            JsonValueKind.Array => "array",
            _ => "object",
        };

    private static string Short(JsonNode? value)
    {
        var text = value?.ToJsonString() ?? "null";
        return text.Length <= 60 ? text : text[..60] + "…";
    }
}
