using System.Text.Json;

namespace Governance.Portal.Operations.Monitoring.Sources.Warehouses;

/// <summary>A call that a service answers in JSON.</summary>
/// <param name="Method">Method.</param>
/// <param name="Address">The address, by the number of the try, from 1.</param>
internal sealed record WarehouseCall(HttpMethod Method, Func<int, Uri> Address)
{
    /// <summary>Body, JSON; none when empty.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>Members that lead to the rows.</summary>
    public IReadOnlyList<string> Rows { get; init; } = [];

    /// <summary>Headers of this call besides those of the credential.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether the credential of the connection goes with it: never to another host.</summary>
    public bool IsSigned { get; init; } = true;

    /// <summary>Whether a call whose answer was lost may be sent again without doing its work twice.</summary>
    public bool IsRepeatable { get; init; } = true;

    /// <summary>Whether it goes on with the part of the answer that the call before it began.</summary>
    public bool IsContinued { get; init; }

    /// <summary>Statuses besides success that the caller understands.</summary>
    public IReadOnlyList<int> Understood { get; init; } = [];

    /// <summary>Longest time for the answer.</summary>
    public TimeSpan Most { get; init; } = TimeSpan.FromMinutes(10);
}

/// <summary>What a service answered, without its rows.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Members">Its members.</param>
internal sealed record WarehouseAnswer(int Status, IReadOnlyDictionary<string, JsonElement> Members)
{
    /// <summary>A member, or one within another; null: there is none.</summary>
    public JsonElement? Find(params ReadOnlySpan<string> path)
    {
        if (!Members.TryGetValue(path[0], out var found))
        {
            return null;
        }

        foreach (var name in path[1..])
        {
            if (found.ValueKind is not JsonValueKind.Object || !found.TryGetProperty(name, out found))
            {
                return null;
            }
        }

        return found.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : found;
    }

    /// <summary>A text; null: there is none.</summary>
    public string? Text(params ReadOnlySpan<string> path) => Find(path) is { } found ? TextOf(found) : null;

    /// <summary>A whole number, also where it is written as a text; null: there is none.</summary>
    public long? Number(params ReadOnlySpan<string> path) => Find(path) is { } found ? NumberOf(found) : null;

    /// <summary>The text that a value is; null: it is none.</summary>
    internal static string? TextOf(JsonElement value) => value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    /// <summary>The whole number that a value is; null: it is none.</summary>
    internal static long? NumberOf(JsonElement value) =>
        value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out var number) ? number
        : value.ValueKind is JsonValueKind.String
        && long.TryParse(
            value.GetString(),
            System.Globalization.NumberStyles.AllowLeadingSign,
            System.Globalization.CultureInfo.InvariantCulture,
            out number
        )
            ? number
        : null;
}
