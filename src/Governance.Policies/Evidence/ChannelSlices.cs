using System.Text.Json;

namespace Governance.Policies;

/// <summary>
/// Reads the member <c>channels</c> of a suite of attacks: how many attacks succeeded through each. A policy names such a part as
/// <c>slice: channel=page</c>.
/// </summary>
internal static class ChannelSlices
{
    /// <summary>The column by which a suite is sliced.</summary>
    public const string Column = "channel";

    /// <summary>What the name of such a part begins with.</summary>
    public const string Prefix = Column + "=";

    private const int MaxName = 200;
    private const int MaxChannels = 200;

    /// <summary>The rates of attack success by channel; none for a report that has no channels in our words.</summary>
    public static IEnumerable<GateMetric> Read(string kind, Payload payload) =>
        kind != "prompt-safety" || payload.Find("channels") is not { ValueKind: JsonValueKind.Array } list
            ? []
            : list.EnumerateArray().Where(IsOurs).Take(MaxChannels).Select(item => One(new(item, "channels")));

    // Other tools may list something else under this name; ours count attacks, and give no rate where there were none.
    private static bool IsOurs(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object
        && item.TryGetProperty("name", out var name)
        && StrictJson.TryText(name, out var text)
        && text.Length is > 0 and <= MaxName
        && item.TryGetProperty("attacks", out var attacks)
        && attacks.ValueKind == JsonValueKind.Number
        && item.TryGetProperty("attackSuccessRate", out var rate)
        && rate.ValueKind == JsonValueKind.Object;

    private static GateMetric One(Payload channel)
    {
        var rate = channel.Object("attackSuccessRate")!;
        return new(
            "attackSuccessRate",
            rate.Number("value"),
            channel.Count("attacks"),
            rate.Number("low"),
            rate.Number("high"),
            null,
            Prefix + channel.Word("name"),
            null,
            "evidence"
        );
    }
}
