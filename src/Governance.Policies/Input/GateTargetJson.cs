using System.Text.Json.Nodes;

namespace Governance.Policies;

/// <summary>The member <c>targets</c> of an input. A part of which nothing is known is left out.</summary>
internal static class GateTargetJson
{
    public static GateTarget Read(JsonFields target) =>
        new(
            target.Text("system"),
            target.Text("id"),
            target.Text("metric"),
            target.OptionalText("slice"),
            target.OptionalNumber("min"),
            target.OptionalNumber("max"),
            target.Word("outcome", PolicyVocabulary.TargetOutcomes),
            target.OptionalNumber("value"),
            target.OptionalText("source")
        );

    public static JsonObject Write(GateTarget target)
    {
        var json = new JsonObject
        {
            ["system"] = target.System,
            ["id"] = target.Id,
            ["metric"] = target.Metric,
            ["outcome"] = target.Outcome,
        };
        GateInputWriter.Set(json, "slice", target.Slice);
        GateInputWriter.Set(json, "min", target.Min is { } min ? JsonValue.Create(min) : null);
        GateInputWriter.Set(json, "max", target.Max is { } max ? JsonValue.Create(max) : null);
        GateInputWriter.Set(json, "value", target.Value is { } value ? JsonValue.Create(value) : null);
        GateInputWriter.Set(json, "source", target.Source);
        return json;
    }
}
