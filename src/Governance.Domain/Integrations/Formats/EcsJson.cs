using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Transparency;

namespace Governance.Domain.Integrations.Formats;

/// <summary>An event in the Elastic Common Schema; what it has no field for stands under <c>governance</c>.</summary>
public static class EcsJson
{
    /// <summary>The version that is written.</summary>
    public const string Version = "8.17.0";

    private static readonly string[] s_iam = ["session", "role", "user", "key", "delegation", "passkey"];

    /// <summary>Writes an event.</summary>
    public static JsonObject Of(OutboundEvent outbound)
    {
        ArgumentNullException.ThrowIfNull(outbound);
        var e = outbound.Event;
        var noun = e.Action.Split('.')[0];
        var user = new JsonObject { ["id"] = e.Actor };
        if (e.ActorName is not null)
        {
            user["full_name"] = e.ActorName;
        }

        if (e.Role is not null)
        {
            user["roles"] = new JsonArray((JsonNode)e.Role);
        }

        var json = new JsonObject
        {
            ["@timestamp"] = CanonicalJson.Time(e.Time),
            ["ecs"] = new JsonObject { ["version"] = Version },
            ["message"] = $"{e.Action} {e.Subject}",
            ["event"] = new JsonObject
            {
                ["id"] = outbound.MessageId,
                ["kind"] = e.Action is "alert.raised" || outbound.Severity >= EventSeverity.High ? "alert" : "event",
                ["category"] = new JsonArray(
                    (JsonNode)(
                        noun == "session" ? "authentication"
                        : s_iam.Contains(noun) ? "iam"
                        : "configuration"
                    )
                ),
                ["type"] = new JsonArray((JsonNode)(e.Refused ? "denied" : TypeOf(e.Action))),
                ["action"] = e.Action,
                ["outcome"] = e.Refused ? "failure" : "success",
                ["dataset"] = "governance.audit",
                ["module"] = "governance",
                ["provider"] = OutboundEvent.Product,
                ["severity"] = EventSeverities.Cef(outbound.Severity),
                ["sequence"] = outbound.Index,
                ["reason"] = e.Text("code"),
            },
            ["user"] = user,
            ["observer"] = new JsonObject { ["product"] = OutboundEvent.Product, ["version"] = outbound.Version },
            ["governance"] = outbound.ToJson(),
        };
        if (e.Request is not null)
        {
            json["trace"] = new JsonObject { ["id"] = e.Request };
        }

        if ((e.Text("bundleDigest") ?? e.Text("sha256")) is { } digest)
        {
            json["file"] = new JsonObject { ["hash"] = new JsonObject { ["sha256"] = digest } };
        }

        // Names of other entries' members differ from action to action: as one text they cannot collide in an index.
        json["governance"]!["data"] = e.Data.GetRawText();
        json["governance"]!["logIndex"] = outbound.Index?.ToString(CultureInfo.InvariantCulture);
        return json;
    }

    private static string TypeOf(string action) =>
        action[(action.LastIndexOf('.') + 1)..] switch
        {
            "registered" or "created" or "opened" or "made" or "added" or "raised" => "creation",
            "revoked" or "removed" or "erased" or "retired" => "deletion",
            "approved" or "granted" or "issued" => "allowed",
            "rejected" => "denied",
            "test" => "info",
            _ => "change",
        };
}
