using System.Globalization;
using System.Text.Json;

namespace Governance.Domain.Audit;

/// <summary>A log entry, read from its leaf.</summary>
/// <param name="Time">When, by the server's clock.</param>
/// <param name="Actor">Who: <c>user:USR-0007</c>, <c>key:KEY-0003</c>, <c>system:job</c>, <c>host</c> or <c>anonymous</c>.</param>
/// <param name="ActorName">Printed name where the law asks for one: personal data. Null elsewhere.</param>
/// <param name="Role">Role in force, or null.</param>
/// <param name="Action">What was done: <c>promotion.signed</c>.</param>
/// <param name="Refused">True for an attempt that was refused.</param>
/// <param name="Subject">To which thing.</param>
/// <param name="Data">Ids and digests.</param>
/// <param name="Request">Trace id of the request, or null.</param>
public sealed record LoggedEvent(
    DateTimeOffset Time,
    string Actor,
    string? ActorName,
    string? Role,
    string Action,
    bool Refused,
    string Subject,
    JsonElement Data,
    string? Request
)
{
    /// <summary>Action that stands for a leaf that is no entry: someone wrote into the table.</summary>
    public const string UnreadableAction = "log.unreadable";

    private static readonly JsonElement s_nothing = JsonDocument.Parse("{}").RootElement.Clone();

    /// <summary>A member of the data as text; null when it is not there or null.</summary>
    public string? Text(string member) =>
        Data.ValueKind is JsonValueKind.Object && Data.TryGetProperty(member, out var value) && value.ValueKind is not JsonValueKind.Null
            ? value.ToString()
            : null;

    /// <summary>
    /// Reads a leaf. One that is no entry is read as <see cref="UnreadableAction"/>: anyone who follows the log must not be stopped, nor
    /// kept from hearing of it.
    /// </summary>
    public static LoggedEvent Parse(ReadOnlyMemory<byte> leaf)
    {
        try
        {
            using var document = JsonDocument.Parse(leaf);
            var root = document.RootElement;
            return new LoggedEvent(
                DateTimeOffset.Parse(
                    root.GetProperty("time").GetString()!,
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal
                ),
                root.GetProperty("actor").GetString()!,
                root.GetProperty("actorName").GetString(),
                root.GetProperty("role").GetString(),
                root.GetProperty("action").GetString()!,
                root.GetProperty("outcome").GetString() == "refused",
                root.GetProperty("subject").GetString()!,
                root.GetProperty("data").Clone(),
                root.GetProperty("request").GetString()
            );
        }
        catch (Exception e)
            when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentNullException)
        {
            return new LoggedEvent(DateTimeOffset.UnixEpoch, "anonymous", null, null, UnreadableAction, false, "log", s_nothing, null);
        }
    }
}
