using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Governance.Reporting.Committee;

/// <summary>The pack as JSON: every row of it, and each claim with its evidence. The same data gives the same bytes.</summary>
internal static class CommitteeTwin
{
    public const string Schema = "governance.committee-pack/v1";

    private static readonly JsonSerializerOptions s_writing = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] ToJson(CommitteeRecord record) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new JsonObject
            {
                ["schema"] = Schema,
                ["kind"] = record.Kind,
                ["title"] = record.Title,
                ["subject"] = record.Subject,
                ["from"] = CommitteeClaims.Time(record.From),
                ["to"] = CommitteeClaims.Time(record.Document.MadeAt),
                ["findings"] = Rows(
                    record.Findings,
                    f =>
                        new()
                        {
                            ["text"] = f.Text,
                            ["records"] = new JsonArray([.. f.Records.Select(r => (JsonNode)r)]),
                            ["grave"] = f.IsGrave,
                        }
                ),
                ["decisions"] = Rows(
                    record.Decisions.Printed,
                    d =>
                        new()
                        {
                            ["record"] = d.Record,
                            ["kind"] = d.Kind,
                            ["title"] = d.Title,
                            ["state"] = d.State.English,
                            ["wanted"] = d.Wanted.English,
                            ["blocked"] = d.IsBlocked,
                            ["since"] = Time(d.Since),
                            ["dueAt"] = Time(d.DueAt),
                        }
                ),
                ["decisionsInAll"] = record.Decisions.All,
                ["tally"] = new JsonObject(record.Tally.Select(t => KeyValuePair.Create(t.What, (JsonNode?)t.Count))),
                ["changes"] = Rows(
                    record.Changes.Printed,
                    c =>
                        new()
                        {
                            ["at"] = Time(c.At),
                            ["record"] = c.Record,
                            ["kind"] = c.Kind,
                            ["text"] = c.Text,
                        }
                ),
                ["changesInAll"] = record.Changes.All,
                ["risks"] = Rows(
                    record.Risks.Printed,
                    r =>
                        new()
                        {
                            ["record"] = r.Record,
                            ["title"] = r.Title,
                            ["about"] = r.About ?? CommitteeRisk.Everything,
                            ["inherent"] = r.Inherent,
                            ["residual"] = r.Residual,
                            ["appetite"] = r.Appetite,
                            ["above"] = r.IsAbove,
                            ["owner"] = r.Owner,
                            ["acceptedUntil"] = Time(r.AcceptedUntil),
                        }
                ),
                ["risksInAll"] = record.Risks.All,
                ["incidents"] = Rows(record.Incidents.Printed, Incident),
                ["incidentsInAll"] = record.Incidents.All,
                ["figures"] = Rows(
                    record.Figures,
                    f =>
                        new()
                        {
                            ["name"] = f.Name,
                            ["value"] = f.Value,
                            ["missing"] = f.Missing,
                            ["change"] = f.Change,
                            ["better"] = f.Better,
                            ["course"] = new JsonArray([.. f.Trend.Select(v => (JsonNode?)v)]),
                            ["definition"] = f.Definition,
                            ["records"] = f.Link,
                        }
                ),
                ["posture"] = new JsonObject
                {
                    ["in"] = record.Posture.In,
                    ["warning"] = record.Posture.Warning,
                    ["out"] = record.Posture.Out,
                    ["waiting"] = record.Posture.Waiting,
                },
                ["outOfPolicy"] = Rows(
                    record.OutOfPolicy.Printed,
                    d =>
                        new()
                        {
                            ["record"] = d.Record,
                            ["version"] = d.Version,
                            ["environment"] = d.Environment,
                            ["since"] = Time(d.Since),
                            ["rules"] = new JsonArray([.. d.Rules.Select(r => (JsonNode)r)]),
                            ["graceUntil"] = Time(d.GraceUntil),
                            ["permitsEndAt"] = Time(d.PermitsEndAt),
                        }
                ),
                ["claims"] = Rows(
                    record.Manifest().Claims,
                    c =>
                        new()
                        {
                            ["claim"] = c.Claim,
                            ["value"] = c.Value,
                            ["evidence"] = c.Evidence.Id,
                            ["kind"] = c.Evidence.Kind,
                            ["sha256"] = c.Evidence.Sha256,
                        }
                ),
            },
            s_writing
        );

    private static JsonObject Incident(CommitteeIncident incident) =>
        new()
        {
            ["record"] = incident.Record,
            ["title"] = incident.Title,
            ["severity"] = incident.Severity,
            ["state"] = incident.State,
            ["openedAt"] = Time(incident.OpenedAt),
            ["closedAt"] = Time(incident.ClosedAt),
            ["clocks"] = Rows(
                incident.Clocks,
                c =>
                    new()
                    {
                        ["name"] = c.Name,
                        ["provision"] = c.Ref,
                        ["dueAt"] = Time(c.DueAt),
                        ["sentAt"] = Time(c.SentAt),
                        ["notTriggered"] = c.NotTriggered?.ToString(CultureInfo.InvariantCulture),
                    }
            ),
        };

    private static JsonArray Rows<TRow>(IEnumerable<TRow> rows, Func<TRow, JsonObject> of) => new([.. rows.Select(r => (JsonNode)of(r))]);

    private static string? Time(DateTimeOffset? time) => time is { } at ? CommitteeClaims.Time(at) : null;
}
