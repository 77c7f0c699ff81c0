using System.Text.Json;

namespace Governance.Portal.Administration.Audit;

/// <summary>A stored record as a log entry states it.</summary>
/// <param name="Kind">What it is: the name of its table, in words.</param>
/// <param name="Id">Its id.</param>
/// <param name="Sha256">Its digest; null when the entry says that it was removed.</param>
public sealed record StatedRecord(string Kind, string Id, string? Sha256)
{
    /// <summary>The member of an entry's data that states records.</summary>
    public const string Member = "records";

    /// <summary>The records that an entry states, in its order; none where its bytes were spoilt.</summary>
    public static IReadOnlyList<StatedRecord> In(string json)
    {
        try
        {
            using var entry = JsonDocument.Parse(json);
            return
                entry.RootElement.ValueKind is JsonValueKind.Object
                && entry.RootElement.TryGetProperty("data", out var data)
                && data.ValueKind is JsonValueKind.Object
                && data.TryGetProperty(Member, out var stated)
                && stated.ValueKind is JsonValueKind.Array
                ? [.. stated.EnumerateArray().Where(r => r.ValueKind is JsonValueKind.Object).Select(Of)]
                : [];
        }
        catch (JsonException)
        {
            return []; // shown as they are, above
        }
    }

    private static StatedRecord Of(JsonElement record) =>
        new(
            Words(Text(record, "table") ?? ""),
            (Text(record, "key") ?? "").Replace("|", " · ", StringComparison.Ordinal),
            Text(record, "sha256")
        );

    private static string? Text(JsonElement record, string member) =>
        record.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    // PromotionSlots reads "Promotion slots".
    private static string Words(string table) =>
        string.Concat(
            table.Select((c, i) => i > 0 && char.IsUpper(c) && !char.IsUpper(table[i - 1]) ? $" {char.ToLowerInvariant(c)}" : c.ToString())
        );
}
