using System.Text.Json;
using Governance.Domain.Decisions;
using Governance.Domain.Decisions.Reviews;

namespace Governance.Portal.Operations.Decisions.Reviews;

/// <summary>A stored decision as rules see it.</summary>
internal static class ReviewReading
{
    public static RuledDecision Ruled(Decision decision, JsonElement content) =>
        new(decision.Id, decision.Outcome, decision.Confidence, field => Value(content, field));

    // A masked value is no value: a rule that compared it would say something of what must not be read.
    private static JsonElement? Value(JsonElement content, string field) =>
        Stored(content, field) is { } value && !(value.ValueKind is JsonValueKind.String && value.ValueEquals(DecisionContent.Masked))
            ? value
            : null;

    private static JsonElement? Stored(JsonElement content, string field)
    {
        if (content.TryGetProperty("input", out var input) && input.TryGetProperty(field, out var given))
        {
            return given;
        }

        if (content.TryGetProperty("topFeatures", out var features))
        {
            foreach (var feature in features.EnumerateArray())
            {
                if (feature.GetProperty("name").ValueEquals(field) && feature.TryGetProperty("value", out var value))
                {
                    return value;
                }
            }
        }

        return null;
    }
}
