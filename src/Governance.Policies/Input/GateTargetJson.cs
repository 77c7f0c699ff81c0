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
        GateInputWriter.Set(json, "min", Number.Finite(target.Min));
        GateInputWriter.Set(json, "max", Number.Finite(target.Max));
        GateInputWriter.Set(json, "value", Number.Finite(target.Value));
        GateInputWriter.Set(json, "source", target.Source);
        return json;
    }
}
