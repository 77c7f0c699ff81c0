using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Agents.Runs;

namespace Governance.Portal.Operations.AgentRuns;

/// <summary>Looks into what a tool or a search gave back, while the span is here: none of it is kept.</summary>
internal static class ToldContent
{
    private const int MaxTexts = 500;

    private static readonly string[] s_results = ["gen_ai.tool.call.result", "gen_ai.retrieval.documents", "output.value"];

    /// <summary>What was found, as findings name it: the tool and the sign.</summary>
    public static IEnumerable<string> Signs(ToldStep told)
    {
        var signs = new SortedSet<InstructionSign>();
        if (told.Kind is AgentStepKind.Tool or AgentStepKind.Retrieval)
        {
            signs.UnionWith(Results(told).SelectMany(TextsOf).Take(MaxTexts).SelectMany(InstructionText.Find));
        }

        if (Stepped(told.Attributes))
        {
            signs.Add(InstructionSign.Guardrail);
        }

        return signs.Select(s => $"{told.Subject}: {WireName.Of(s)}");
    }

    private static IEnumerable<JsonNode> Results(ToldStep told) =>
        told
            .Attributes.Where(a =>
                s_results.Contains(a.Key, StringComparer.Ordinal)
                || (
                    a.Key.StartsWith("retrieval.documents.", StringComparison.Ordinal)
                    && a.Key.EndsWith(".document.content", StringComparison.Ordinal)
                )
            )
            .Select(a => a.Value)
            .OfType<JsonNode>();

    // A text that is JSON is read as it is, which shows imitated calls, and text by text, where line breaks are some.
    private static IEnumerable<string> TextsOf(JsonNode node)
    {
        switch (node)
        {
            case JsonObject members:
                return members.Select(m => m.Value).OfType<JsonNode>().SelectMany(TextsOf);
            case JsonArray items:
                return items.OfType<JsonNode>().SelectMany(TextsOf);
            case JsonValue value when value.GetValueKind() is JsonValueKind.String:
                var text = value.GetValue<string>();
                return text.Length > 0 && text.TrimStart() is ['{' or '[', ..] && Parsed(text) is { } inner
                    ? TextsOf(inner).Prepend(text)
                    : [text];
            default:
                return [];
        }
    }

    private static JsonNode? Parsed(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // What libraries for agents say of their own guardrails: a flag, a status, or a decision.
    private static bool Stepped(IReadOnlyDictionary<string, JsonNode?> attributes) =>
        Says(attributes, "guardrail.triggered", "true")
        || Says(attributes, "gen_ai.guardrail.status", "failed")
        || Says(attributes, "microsoft.security.decision.type", "deny", "modify")
        || (Says(attributes, "openinference.span.kind", "guardrail") && Says(attributes, "output.value", "blocked", "flagged"));

    private static bool Says(IReadOnlyDictionary<string, JsonNode?> attributes, string name, params string[] words) =>
        attributes.GetValueOrDefault(name) is JsonValue value && words.Contains(value.ToString(), StringComparer.OrdinalIgnoreCase);
}
