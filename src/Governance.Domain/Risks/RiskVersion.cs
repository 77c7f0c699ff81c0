using System.Text.Json.Nodes;
using Governance.Domain.Audit;
using Governance.Transparency;

namespace Governance.Domain.Risks;

/// <summary>A risk as it stood after one change. Kept for ever; the log holds its digest.</summary>
public sealed class RiskVersion : IAudited
{
    private RiskVersion() { }

    /// <summary>The risk.</summary>
    public RiskId Risk { get; private init; }

    /// <summary>Its revision, from 1 up.</summary>
    public int Revision { get; private init; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; private init; }

    /// <summary>Who, as the log writes an actor.</summary>
    public string By { get; private init; } = "";

    /// <summary>What was done, as the log names it.</summary>
    public string Action { get; private init; } = "";

    /// <summary>
    /// Why: a person's words, or the rule's sentence for a score that changed by itself. Empty where nothing is to be explained.
    /// </summary>
    public SaltedText Reason { get; private init; } = SaltedText.Of("");

    /// <summary>Where the risk stood then.</summary>
    public RiskState State { get; private init; }

    /// <summary>Residual score then; null when not assessed.</summary>
    public int? Residual { get; private init; }

    /// <summary>The whole risk in canonical JSON.</summary>
    public byte[] Snapshot { get; private init; } = [];

    /// <summary>SHA-256 of it, as the log names it.</summary>
    public string Sha256 { get; private init; } = "";

    /// <inheritdoc/>
    public string AuditSubject => Risk.ToString();

    /// <summary>Keeps a risk as it stands.</summary>
    /// <param name="risk">The risk, after the change.</param>
    /// <param name="action">What was done.</param>
    /// <param name="reason">Why, or null.</param>
    /// <param name="by">Who, as the log writes an actor.</param>
    /// <param name="now">The server's clock.</param>
    public static RiskVersion Of(Risk risk, string action, string? reason, string by, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(risk);
        var snapshot = RiskSnapshot.ToBytes(risk);
        return new RiskVersion
        {
            Risk = risk.Id,
            Revision = risk.Revision,
            At = now,
            By = by,
            Action = action,
            Reason = SaltedText.Of(reason ?? ""),
            State = risk.State,
            Residual = risk.ResidualScore,
            Snapshot = snapshot,
            Sha256 = Sha256Hex.Of(snapshot),
        };
    }
}

/// <summary>A risk in canonical JSON (RFC 8785), and what differs between two of them.</summary>
public static class RiskSnapshot
{
    /// <summary>The form of the document.</summary>
    public const string Schema = "governance.risk/v1";

    /// <summary>The canonical bytes of a risk as it stands.</summary>
    public static byte[] ToBytes(Risk risk)
    {
        ArgumentNullException.ThrowIfNull(risk);
        return CanonicalJson.Serialize(
            new JsonObject
            {
                ["schema"] = Schema,
                ["id"] = risk.Id.ToString(),
                ["revision"] = risk.Revision,
                ["title"] = risk.Title,
                ["category"] = WireName.Of(risk.Category),
                ["cause"] = risk.Cause,
                ["consequence"] = risk.Consequence,
                ["model"] = risk.Model,
                ["version"] = risk.Version,
                ["system"] = risk.SystemId,
                ["owner"] = risk.Owner.ToString(),
                ["controlOwner"] = risk.ControlOwner?.ToString(),
                ["inherent"] = Rating(risk.Inherent),
                ["assessed"] = Rating(risk.Assessed),
                ["residual"] = Rating(risk.Residual),
                ["treatment"] = risk.Treatment is { } treatment ? WireName.Of(treatment) : null,
                ["state"] = WireName.Of(risk.State),
                ["reviewAt"] = CanonicalJson.Time(risk.ReviewAt),
                ["threats"] = new JsonArray([
                    .. risk.Threats.Select(t => $"{t.Framework} {t.Item}").Order(StringComparer.Ordinal).Select(t => (JsonNode)t),
                ]),
                ["mitigations"] = new JsonArray([
                    .. risk.Mitigations.Select(m =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["text"] = m.Text,
                                ["evidence"] = m.Evidence,
                                ["inPlaceSince"] = Time(m.InPlaceSince),
                            }
                    ),
                ]),
                ["steps"] = new JsonArray([
                    .. risk.Steps.Select(s =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["text"] = s.Text,
                                ["dueAt"] = CanonicalJson.Time(s.DueAt),
                                ["doneAt"] = Time(s.DoneAt),
                                ["doneBy"] = s.DoneBy?.ToString(),
                                ["evidence"] = s.Evidence,
                            }
                    ),
                ]),
                ["signal"] = risk.Signal is not { } signal
                    ? null
                    : new JsonObject
                    {
                        ["monitor"] = signal.Monitor?.ToString(),
                        ["rule"] = signal.Rule is { } rule ? WireName.Of(rule) : null,
                        ["warningAdds"] = signal.WarningAdds,
                        ["alertAdds"] = signal.AlertAdds,
                        ["level"] = WireName.Of(risk.SignalLevel),
                        ["alert"] = risk.SignalAlert?.ToString(),
                    },
                ["acceptance"] = risk.Acceptances.Count == 0 ? null : Acceptance(risk.Acceptances[^1]),
            }
        );
    }

    /// <summary>What differs, member by member, in the order of their names. The revision always does and is left out.</summary>
    /// <param name="before">The earlier snapshot; empty for a risk that was not there.</param>
    /// <param name="after">The later one.</param>
    public static IReadOnlyList<RiskDifference> Differences(byte[] before, byte[] after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var (old, now) = (Flat(before), Flat(after));
        return
        [
            .. old
                .Keys.Union(now.Keys, StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(name => new RiskDifference(name, old.GetValueOrDefault(name), now.GetValueOrDefault(name)))
                .Where(d => d.Before != d.After && d.Member is not ("revision" or "schema")),
        ];
    }

    private static JsonObject? Rating(RiskRating? rating) =>
        rating is not { } known
            ? null
            : new JsonObject
            {
                ["likelihood"] = known.Likelihood,
                ["impact"] = known.Impact,
                ["score"] = known.Score,
            };

    private static string? Time(DateTimeOffset? time) => time is { } known ? CanonicalJson.Time(known) : null;

    private static JsonObject Acceptance(RiskAcceptance acceptance) =>
        new()
        {
            ["state"] = WireName.Of(acceptance.State),
            ["score"] = acceptance.Accepted.Score,
            ["expiresAt"] = CanonicalJson.Time(acceptance.ExpiresAt),
            ["by"] = new JsonArray([.. acceptance.Signatures.Select(s => (JsonNode)s.Attestation.Person.ToString())]),
        };

    private static Dictionary<string, string> Flat(byte[] json)
    {
        var flat = new Dictionary<string, string>(StringComparer.Ordinal);
        if (json.Length > 0)
        {
            Add(JsonNode.Parse(json), "");
        }

        return flat;

        void Add(JsonNode? node, string path)
        {
            switch (node)
            {
                case JsonObject members:
                    foreach (var (name, value) in members)
                    {
                        Add(value, path.Length == 0 ? name : $"{path}.{name}");
                    }

                    break;
                // Threats are a set: each is there or not, whatever its place.
                case JsonArray { Count: > 0 } list when list[0] is JsonValue:
                    flat[path] = string.Join(", ", list.Select(i => i!.ToString()));
                    break;
                case JsonArray list:
                    for (var i = 0; i < list.Count; i++)
                    {
                        Add(list[i], $"{path}[{i + 1}]");
                    }

                    break;
                case not null:
                    flat[path] = node.ToString();
                    break;
            }
        }
    }
}

/// <summary>A member that differs between two revisions.</summary>
/// <param name="Member">Its name: <c>residual.likelihood</c>, <c>steps[2].doneAt</c>.</param>
/// <param name="Before">Its value before; null when it had none.</param>
/// <param name="After">Its value after; null when it has none.</param>
public sealed record RiskDifference(string Member, string? Before, string? After);
