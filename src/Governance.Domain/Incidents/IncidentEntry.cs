using System.Text.Json.Nodes;
using Governance.Domain.Audit;
using Governance.Transparency;

namespace Governance.Domain.Incidents;

/// <summary>
/// An entry of an incident's timeline. Written once, never changed; the log holds the digest of the incident as it stood after it.
/// </summary>
public sealed class IncidentEntry : IAudited
{
    private IncidentEntry() { }

    /// <summary>The incident.</summary>
    public IncidentId Incident { get; private init; }

    /// <summary>Its number: the revision it made.</summary>
    public int Number { get; private init; }

    /// <summary>When it was written.</summary>
    public DateTimeOffset At { get; private init; }

    /// <summary>When what it tells happened, where that is another time.</summary>
    public DateTimeOffset? HappenedAt { get; private init; }

    /// <summary>Who, as the log writes an actor.</summary>
    public string By { get; private init; } = "";

    /// <summary>Their printed name.</summary>
    public string ByName { get; private init; } = "";

    /// <summary>What was done, as the log names it.</summary>
    public string Action { get; private init; } = "";

    /// <summary>What was done, in a sentence of the portal.</summary>
    public string What { get; private init; } = "";

    /// <summary>What the person says about it; empty where they say nothing.</summary>
    public SaltedText Words { get; private init; } = SaltedText.Of("");

    /// <summary>SHA-256 of the incident as it stood then.</summary>
    public string Sha256 { get; private init; } = "";

    /// <summary>Its entry in the log.</summary>
    public long? LogIndex { get; set; }

    /// <inheritdoc/>
    public string AuditSubject => Incident.ToString();

    /// <summary>Writes one about an incident as it stands.</summary>
    public static IncidentEntry Of(
        Incident incident,
        string action,
        string what,
        string? words,
        DateTimeOffset? happenedAt,
        string by,
        string byName,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(incident);
        return new()
        {
            Incident = incident.Id,
            Number = incident.Revision,
            At = now,
            HappenedAt = happenedAt?.ToUniversalTime(),
            By = by,
            ByName = byName,
            Action = action,
            What = what,
            Words = SaltedText.Of(words?.Trim() ?? ""),
            Sha256 = Sha256Hex.Of(IncidentSnapshot.ToBytes(incident)),
        };
    }
}

/// <summary>
/// An incident in canonical JSON (RFC 8785). Words of people stand in it by their salted digests, so that they can be erased.
/// </summary>
public static class IncidentSnapshot
{
    /// <summary>The form of the document.</summary>
    public const string Schema = "governance.incident/v1";

    /// <summary>The canonical bytes of an incident as it stands.</summary>
    public static byte[] ToBytes(Incident incident)
    {
        ArgumentNullException.ThrowIfNull(incident);
        var snapshot = new JsonObject
        {
            ["schema"] = Schema,
            ["id"] = incident.Id.ToString(),
            ["revision"] = incident.Revision,
            ["title"] = incident.Title,
            ["descriptionSha256"] = incident.Description.Sha256,
            ["category"] = WireName.Of(incident.Category),
            ["severity"] = WireName.Of(incident.Severity),
            ["state"] = WireName.Of(incident.State),
            ["drill"] = incident.IsDrill,
            ["lead"] = incident.Lead.ToString(),
            ["openedAt"] = CanonicalJson.Time(incident.OpenedAt),
            ["openedBy"] = incident.OpenedBy,
            ["alert"] = incident.Alert?.ToString(),
            ["occurredAt"] = Time(incident.OccurredAt),
            ["providerAwareAt"] = Time(incident.ProviderAwareAt),
            ["deployerAwareAt"] = Time(incident.DeployerAwareAt),
            ["peopleAffected"] = incident.PeopleAffected,
            ["assessedAt"] = Time(incident.AssessedAt),
            ["systems"] = List(incident.Systems),
            ["countries"] = List(incident.Countries),
            ["versions"] = new JsonArray([
                .. incident
                    .Versions.OrderBy(v => v.Model, StringComparer.Ordinal)
                    .ThenBy(v => v.Version, StringComparer.Ordinal)
                    .Select(v =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["model"] = v.Model,
                                ["version"] = v.Version,
                                ["heldAt"] = Time(v.HeldAt),
                                ["releasedAt"] = Time(v.ReleasedAt),
                            }
                    ),
            ]),
            ["playbook"] = incident.Playbook,
            ["playbookVersion"] = incident.PlaybookVersion,
            ["steps"] = new JsonArray([
                .. incident.Steps.Select(s =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["id"] = s.Id,
                            ["state"] = WireName.Of(s.State),
                            ["at"] = CanonicalJson.Time(s.At),
                            ["by"] = s.By,
                        }
                ),
            ]),
            ["containment"] = incident.Containment is { } mode ? WireName.Of(mode) : null,
            ["containedAt"] = Time(incident.ContainedAt),
            ["confirmedBy"] = incident.ContainmentConfirmedBy,
            ["confirmedAt"] = Time(incident.ContainmentConfirmedAt),
            ["frozenAt"] = Time(incident.FrozenAt),
            ["evidenceSha256"] = incident.EvidenceSha256,
            ["classes"] = new JsonArray([.. incident.Classes.Select(c => (JsonNode)Class(c))]),
            ["messages"] = new JsonArray([.. incident.Messages.OrderBy(m => m.Number).Select(m => (JsonNode)Message(m))]),
            ["reportedAt"] = Time(incident.ReportedAt),
            ["recovery"] = incident.Recovery is { } recovery ? WireName.Of(recovery) : null,
            ["recoveredAt"] = Time(incident.RecoveredAt),
            ["recoveryDeployment"] = incident.RecoveryDeployment,
            ["postMortem"] = new JsonObject
            {
                ["happenedSha256"] = incident.Happened?.Sha256,
                ["impactSha256"] = incident.Impact?.Sha256,
                ["causesSha256"] = incident.Causes?.Sha256,
                ["changedSha256"] = incident.Changed?.Sha256,
            },
            ["followUps"] = new JsonArray([
                .. incident.FollowUps.Select(f =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["text"] = f.Text,
                            ["risk"] = f.Risk,
                            ["step"] = f.Step,
                            ["at"] = CanonicalJson.Time(f.At),
                        }
                ),
            ]),
            ["closedAt"] = Time(incident.ClosedAt),
        };
        if (incident.RecoveryMinutes is { } minutes)
        {
            // Only where there is one: what was written before it was measured keeps its digest.
            snapshot["rollBack"] = new JsonObject
            {
                ["minutes"] = minutes,
                ["expectedMinutes"] = incident.RecoveryExpectedMinutes,
                ["plan"] = incident.RecoveryPlan,
            };
        }

        if (incident.Calls.Count > 0)
        {
            snapshot["calls"] = new JsonArray([.. incident.Calls.Select(c => (JsonNode)Call(c))]);
        }

        return CanonicalJson.Serialize(snapshot);
    }

    private static JsonObject Class(IncidentClass c) =>
        new()
        {
            ["questions"] = c.Questions,
            ["answers"] = new JsonObject(c.Answers.Select(a => KeyValuePair.Create(a.Key, (JsonNode?)WireName.Of(a.Value)))),
            ["causalLink"] = WireName.Of(c.CausalLink),
            ["serious"] = c.Finding.Serious,
            ["proposedBy"] = c.ProposedBy?.ToString(),
            ["proposedAt"] = CanonicalJson.Time(c.ProposedAt),
            ["confirmedBy"] = c.ConfirmedBy?.ToString(),
            ["confirmedAt"] = Time(c.ConfirmedAt),
        };

    private static JsonObject Call(IncidentCall c) =>
        new()
        {
            ["step"] = c.Step,
            ["number"] = c.Number,
            ["state"] = WireName.Of(c.State),
            ["askedBy"] = c.AskedBy,
            ["askedAt"] = CanonicalJson.Time(c.AskedAt),
            ["attempts"] = c.Attempts,
            ["sentAt"] = Time(c.SentAt),
            ["endedAt"] = Time(c.EndedAt),
            ["status"] = c.Status,
            ["answerSha256"] = c.AnswerSha256,
        };

    private static JsonObject Message(IncidentMessage m) =>
        new()
        {
            ["number"] = m.Number,
            ["audience"] = m.Audience,
            ["subject"] = m.Subject,
            ["bodySha256"] = m.Body.Sha256,
            ["state"] = WireName.Of(m.State),
            ["waitsFor"] = m.WaitsFor,
            ["sentAt"] = Time(m.SentAt),
            ["recipients"] = m.Recipients,
            ["receipt"] = m.Receipt,
        };

    private static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);

    private static string? Time(DateTimeOffset? time) => time is { } known ? CanonicalJson.Time(known) : null;
}
