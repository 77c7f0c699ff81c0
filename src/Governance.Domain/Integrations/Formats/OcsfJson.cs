using System.Text.Json.Nodes;

namespace Governance.Domain.Integrations.Formats;

/// <summary>
/// An event in the Open Cybersecurity Schema Framework: gate results as Compliance Finding (2003), incidents as Incident Finding (2005),
/// all else as Entity Management (3004).
/// </summary>
public static class OcsfJson
{
    /// <summary>The version that is written.</summary>
    public const string Version = "1.8.0";

    private const int Findings = 2;
    private const int Identity = 3;
    private const int ComplianceFinding = 2003;
    private const int IncidentFinding = 2005;
    private const int EntityManagement = 3004;

    private static readonly string[] s_creates =
    [
        "registered",
        "created",
        "requested",
        "opened",
        "added",
        "made",
        "stored",
        "granted",
        "issued",
        "raised",
        "started",
        "written",
        "imported",
        "uploaded",
        "test",
    ];

    private static readonly string[] s_deletes = ["removed", "revoked", "erased", "retired", "deleted", "withdrawn"];

    /// <summary>Writes an event.</summary>
    public static JsonObject Of(OutboundEvent outbound)
    {
        ArgumentNullException.ThrowIfNull(outbound);
        return outbound.Event.Action switch
        {
            "gate.evaluated" => Compliance(outbound),
            var action when action.StartsWith("incident.", StringComparison.Ordinal) && !outbound.Event.Refused => Incident(outbound),
            _ => Entity(outbound),
        };
    }

    private static JsonObject Compliance(OutboundEvent outbound)
    {
        var e = outbound.Event;
        var json = Base(outbound, Findings, ComplianceFinding, 1);
        var (status, word) = e.Text("gateOutcome") switch
        {
            "pass" => (1, "Pass"),
            "warn" => (2, "Warning"),
            _ => (3, "Fail"), // what could not be evaluated blocks like what failed
        };
        json["finding_info"] = Info(outbound, "Deployment gate evaluated");
        json["compliance"] = new JsonObject
        {
            ["control"] = "deployment-gate",
            ["standards"] = new JsonArray("Deployment policy"),
            ["requirements"] = new JsonArray((JsonNode)(e.Text("stage") ?? "production")),
            ["status_id"] = status,
            ["status"] = word,
        };
        json["resources"] = new JsonArray(new JsonObject { ["uid"] = e.Text("version") ?? e.Subject, ["type"] = "model version" });
        return json;
    }

    private static JsonObject Incident(OutboundEvent outbound)
    {
        var e = outbound.Event;
        var over = e.Action is "incident.closed" or "incident.dismissed";
        var json = Base(
            outbound,
            Findings,
            IncidentFinding,
            e.Action is "incident.opened" ? 1
                : over ? 3
                : 2
        );
        json["finding_info_list"] = new JsonArray(Info(outbound, "AI incident"));
        (json["status_id"], json["status"]) =
            e.Action is "incident.opened" ? (1, "New")
            : over ? (5, "Closed")
            : (2, "In Progress");
        json["assignee_group"] = new JsonObject { ["name"] = "AI governance" };
        return json;
    }

    private static JsonObject Entity(OutboundEvent outbound)
    {
        var e = outbound.Event;
        var verb = e.Action[(e.Action.LastIndexOf('.') + 1)..];
        var json = Base(
            outbound,
            Identity,
            EntityManagement,
            s_creates.Contains(verb) ? 1
                : s_deletes.Contains(verb) ? 4
                : 3
        );
        json["entity"] = new JsonObject
        {
            ["uid"] = e.Subject,
            ["name"] = e.Subject,
            ["type"] = e.Action.Split('.')[0],
        };
        return json;
    }

    private static JsonObject Base(OutboundEvent outbound, int category, int type, int activity)
    {
        var e = outbound.Event;
        var user = new JsonObject { ["uid"] = e.Actor };
        if (e.ActorName is not null)
        {
            user["name"] = e.ActorName;
        }

        var actor = new JsonObject { ["user"] = user };
        var json = new JsonObject
        {
            ["activity_id"] = activity,
            ["category_uid"] = category,
            ["class_uid"] = type,
            ["type_uid"] = (type * 100) + activity,
            ["time"] = e.Time.ToUnixTimeMilliseconds(),
            ["severity_id"] = EventSeverities.Ocsf(outbound.Severity),
            ["severity"] = outbound.Severity.ToString(),
            ["message"] = $"{e.Action} {e.Subject}",
            ["actor"] = actor,
            ["metadata"] = new JsonObject
            {
                ["version"] = Version,
                ["uid"] = outbound.MessageId,
                ["event_code"] = e.Action,
                ["sequence"] = outbound.Index,
                ["log_name"] = outbound.Origin,
                ["correlation_uid"] = e.Request,
                ["product"] = new JsonObject
                {
                    ["name"] = OutboundEvent.Product,
                    ["vendor_name"] = OutboundEvent.Product,
                    ["version"] = outbound.Version,
                },
            },
            ["unmapped"] = new JsonObject { ["event"] = outbound.ToJson() },
        };
        if (category == Identity)
        {
            (json["status_id"], json["status"]) = e.Refused ? (2, "Failure") : (1, "Success");
            json["status_code"] = e.Text("code");
        }

        return json;
    }

    private static JsonObject Info(OutboundEvent outbound, string title) =>
        new()
        {
            ["uid"] = outbound.Event.Subject,
            ["title"] = title,
            ["created_time"] = outbound.Event.Time.ToUnixTimeMilliseconds(),
        };
}
