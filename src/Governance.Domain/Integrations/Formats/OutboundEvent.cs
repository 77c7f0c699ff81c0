using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Audit;
using Governance.Transparency;

namespace Governance.Domain.Integrations.Formats;

/// <summary>A log entry on its way out: what every format is made of.</summary>
/// <param name="Origin">Origin of the log: with the index it names the entry for good.</param>
/// <param name="Version">Version of the portal.</param>
/// <param name="Index">Index of the entry; null for a test, which is no entry.</param>
/// <param name="LeafHash">Leaf hash in hexadecimal, by which the entry can be proved to be in the log; null for a test.</param>
/// <param name="Event">The entry.</param>
public sealed record OutboundEvent(string Origin, string Version, long? Index, string? LeafHash, LoggedEvent Event)
{
    /// <summary>Action of a test.</summary>
    public const string TestAction = "integration.test";

    /// <summary>Name of the product.</summary>
    public const string Product = "Governance Portal";

    /// <summary>Id of the message: the same at every try, at every replay and at every destination.</summary>
    public string MessageId { get; } = Index is { } index ? IdOf(index, LeafHash!) : $"test-{Event.Request}";

    /// <summary>How much it matters.</summary>
    public EventSeverity Severity { get; } = EventSeverities.Of(Event);

    /// <summary>Id of an entry's message.</summary>
    public static string IdOf(long index, string leafHash)
    {
        ArgumentNullException.ThrowIfNull(leafHash);
        return string.Create(CultureInfo.InvariantCulture, $"log-{index}-{leafHash[..16]}");
    }

    /// <summary>The same without printed names: they are personal data.</summary>
    public OutboundEvent WithoutNames() => Event.ActorName is null ? this : this with { Event = Event with { ActorName = null } };

    /// <summary>The entry as JSON, members as in the log.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["schema"] = AuditEvent.Schema,
            ["time"] = CanonicalJson.Time(Event.Time),
            ["actor"] = Event.Actor,
            ["role"] = Event.Role,
            ["action"] = Event.Action,
            ["outcome"] = Event.Refused ? "refused" : "done",
            ["subject"] = Event.Subject,
            ["data"] = JsonNode.Parse(Event.Data.GetRawText()),
            ["request"] = Event.Request,
            ["logIndex"] = Index,
            ["leafHash"] = LeafHash,
        };
        if (Event.ActorName is not null)
        {
            json["actorName"] = Event.ActorName;
        }

        return json;
    }

    /// <summary>A test, which names nothing of the log.</summary>
    /// <param name="origin">Origin of the log.</param>
    /// <param name="version">Version of the portal.</param>
    /// <param name="destination">The destination.</param>
    /// <param name="id">Tells tests apart.</param>
    /// <param name="now">The time.</param>
    public static OutboundEvent Test(string origin, string version, DestinationId destination, string id, DateTimeOffset now) =>
        new(
            origin,
            version,
            null,
            null,
            new LoggedEvent(
                now,
                "system:integrations",
                null,
                null,
                TestAction,
                false,
                destination.ToString(),
                JsonSerializer.SerializeToElement(new JsonObject()),
                id
            )
        );
}
