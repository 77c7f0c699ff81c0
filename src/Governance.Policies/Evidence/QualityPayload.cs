using System.Text.Json;

namespace Governance.Policies;

/// <summary>
/// Reads the member <c>quality</c> of a report, as <c>governance analyze quality</c> writes it. Reports of other tools may mean something
/// else by the word: what is not our list says nothing.
/// </summary>
internal static class QualityPayload
{
    /// <summary>Kinds of evidence that can report checks of data quality.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["validation", "other"];

    public static IReadOnlyList<GateQualityCheck>? Read(string kind, Payload payload)
    {
        if (
            !Kinds.Contains(kind, StringComparer.Ordinal)
            || payload.Find("quality") is not { ValueKind: JsonValueKind.Array } list
            || list.GetArrayLength() == 0
            || !list.EnumerateArray().All(IsCheck)
        )
        {
            return null;
        }

        return GateQualityCheck.Summarise(
            payload.Objects("quality").Select(check => (check.Word("check")!, check.Word("column"), check.Word("verdict")!))
        );
    }

    private static bool IsCheck(JsonElement item) =>
        item.ValueKind is JsonValueKind.Object && IsText(item, "check") && IsText(item, "verdict");

    private static bool IsText(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String;
}
