using System.Text.Json.Nodes;
using Governance.Domain.Audit;
using Governance.Transparency;

namespace Governance.Domain.Retirements;

/// <summary>
/// An entry of a retirement's record. Written once, never changed; the log holds the digest of the retirement as it stood after it.
/// </summary>
public sealed class RetirementEntry : IAudited
{
    private RetirementEntry() { }

    /// <summary>The retirement.</summary>
    public RetirementId Retirement { get; private init; }

    /// <summary>Its number: the revision it made.</summary>
    public int Number { get; private init; }

    /// <summary>When it was written.</summary>
    public DateTimeOffset At { get; private init; }

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

    /// <summary>SHA-256 of the retirement as it stood then.</summary>
    public string Sha256 { get; private init; } = "";

    /// <summary>Its entry in the log.</summary>
    public long? LogIndex { get; set; }

    /// <inheritdoc/>
    public string AuditSubject => Retirement.ToString();

    /// <summary>Writes one about a retirement as it stands.</summary>
    public static RetirementEntry Of(
        Retirement retirement,
        string action,
        string what,
        string? words,
        string by,
        string byName,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(retirement);
        return new()
        {
            Retirement = retirement.Id,
            Number = retirement.Revision,
            At = now,
            By = by,
            ByName = byName,
            Action = action,
            What = what,
            Words = SaltedText.Of(words?.Trim() ?? ""),
            Sha256 = Sha256Hex.Of(RetirementSnapshot.ToBytes(retirement)),
        };
    }
}

/// <summary>
/// A retirement in canonical JSON (RFC 8785), every member of it: the log holds its digest, so a change behind the portal's back shows.
/// </summary>
public static class RetirementSnapshot
{
    /// <summary>The canonical bytes of a retirement as it stands.</summary>
    public static byte[] ToBytes(Retirement retirement)
    {
        ArgumentNullException.ThrowIfNull(retirement);
        return CanonicalJson.Serialize(
            new JsonObject
            {
                ["schema"] = "governance.retirement-record/v1",
                ["id"] = retirement.Id.ToString(),
                ["revision"] = retirement.Revision,
                ["kind"] = WireName.Of(retirement.Kind),
                ["subject"] = retirement.Subject,
                ["title"] = retirement.Title,
                ["reasonSha256"] = retirement.Reason.Sha256,
                ["owner"] = retirement.Owner.ToString(),
                ["plannedAt"] = CanonicalJson.Time(retirement.PlannedAt),
                ["successor"] = retirement.Successor,
                ["madeWith"] = retirement.MadeWith,
                ["state"] = WireName.Of(retirement.State),
                ["openedAt"] = CanonicalJson.Time(retirement.OpenedAt),
                ["openedBy"] = retirement.OpenedBy,
                ["template"] = retirement.Template,
                ["openingSha256"] = retirement.OpeningSha256,
                ["versions"] = List(
                    retirement.Versions.OrderBy(v => v.Model, StringComparer.Ordinal).ThenBy(v => v.Version, StringComparer.Ordinal),
                    v =>
                        new()
                        {
                            ["model"] = v.Model,
                            ["version"] = v.Version,
                            ["stoppedAt"] = Time(v.StoppedAt),
                            ["retiredAt"] = Time(v.RetiredAt),
                            ["promotion"] = v.Promotion,
                        }
                ),
                ["tasks"] = List(
                    retirement.Tasks,
                    t =>
                        new()
                        {
                            ["number"] = t.Number,
                            ["key"] = t.Key,
                            ["title"] = t.Title,
                            ["what"] = t.What,
                            ["owner"] = t.Owner.ToString(),
                            ["dueAt"] = CanonicalJson.Time(t.DueAt),
                            ["needsEvidence"] = t.NeedsEvidence,
                            ["doneAt"] = Time(t.DoneAt),
                            ["doneBy"] = t.DoneBy,
                            ["words"] = t.Words,
                            ["evidence"] = t.Evidence,
                        }
                ),
                ["decisions"] = List(
                    retirement.Decisions,
                    d =>
                        new()
                        {
                            ["kind"] = WireName.Of(d.Kind),
                            ["id"] = d.Id,
                            ["name"] = d.Name,
                            ["decision"] = WireName.Of(d.Decision),
                            ["to"] = d.To,
                            ["reason"] = d.Reason,
                            ["by"] = d.By,
                            ["at"] = CanonicalJson.Time(d.At),
                        }
                ),
                ["stoppedAt"] = Time(retirement.StoppedAt),
                ["stoppedBy"] = retirement.StoppedBy,
                ["confirmedAt"] = Time(retirement.ConfirmedAt),
                ["confirmedHow"] = retirement.ConfirmedHow is { } how ? WireName.Of(how) : null,
                ["confirmedBy"] = retirement.ConfirmedBy,
                ["confirmedEvidence"] = retirement.ConfirmedEvidence,
                ["keys"] = List(
                    retirement.Keys,
                    k =>
                        new()
                        {
                            ["key"] = k.Key,
                            ["name"] = k.Name,
                            ["revoked"] = k.Revoked,
                            ["reason"] = k.Reason,
                            ["by"] = k.By,
                            ["at"] = CanonicalJson.Time(k.At),
                        }
                ),
                ["dispositions"] = List(
                    retirement.Dispositions,
                    d =>
                        new()
                        {
                            ["kind"] = d.Kind,
                            ["id"] = d.Id,
                            ["name"] = d.Name,
                            ["sha256"] = d.Sha256,
                            ["choice"] = WireName.Of(d.Choice),
                            ["until"] = d.Until?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
                            ["basis"] = d.Basis,
                            ["by"] = d.By,
                            ["at"] = CanonicalJson.Time(d.At),
                            ["deletedAt"] = Time(d.DeletedAt),
                        }
                ),
                ["retentionFrom"] = Time(retirement.RetentionFrom),
                ["retentionUntil"] = Time(retirement.RetentionUntil),
                ["retentionBasis"] = retirement.RetentionBasis,
                ["statementSha256"] = retirement.Statement is { } statement ? Sha256Hex.Of(statement) : null,
                ["closedAt"] = Time(retirement.ClosedAt),
            }
        );
    }

    private static JsonArray List<T>(IEnumerable<T> items, Func<T, JsonObject> one) => new([.. items.Select(i => (JsonNode)one(i))]);

    private static string? Time(DateTimeOffset? time) => time is { } known ? CanonicalJson.Time(known) : null;
}
