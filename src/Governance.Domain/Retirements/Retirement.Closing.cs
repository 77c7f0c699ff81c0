using System.Text;
using System.Text.Json.Nodes;
using Governance.Transparency;

namespace Governance.Domain.Retirements;

/// <content>What blocks it, its closing statement, and its end.</content>
public sealed partial class Retirement
{
    /// <summary>
    /// What is left to do before it can be signed, in the order of its steps. Read again each time: what lives comes and goes.
    /// </summary>
    public IReadOnlyList<RetirementBlocker> Blockers(RetirementFindings found)
    {
        ArgumentNullException.ThrowIfNull(found);
        var blockers = new List<RetirementBlocker>();
        var open = found.Dependants.Where(d => d.Decides && DecisionOn(d.Kind, d.Id) is null).ToList();
        Add(
            open.Count > 0,
            RetirementStep.Dependants,
            open.Count == 1 ? $"{open[0].Name} still depends on it." : $"No decision has been made on {open.Count} dependent items."
        );
        Add(found.LacksSystemPlan, RetirementStep.Dependants, "The AI system has no decommissioning plan yet.");
        var undone = _tasks.Count(t => t.DoneAt is null);
        Add(undone > 0, RetirementStep.Tasks, undone == 1 ? "1 task is not done." : $"{undone} tasks are not done.");
        Add(StoppedAt is null, RetirementStep.Traffic, "Its traffic has not been stopped.");
        Add(StoppedAt is not null && ConfirmedAt is null, RetirementStep.Traffic, "It has not been confirmed that all calls have stopped.");
        Add(
            found.DecisionsAfterStop > 0,
            RetirementStep.Traffic,
            found.DecisionsAfterStop == 1
                ? "1 decision was received after traffic was stopped."
                : $"{found.DecisionsAfterStop} decisions were received after traffic was stopped."
        );
        var keys = found.Keys.Count(k => _keys.TrueForAll(s => s.Key != k.Key));
        Add(keys > 0, RetirementStep.Keys, keys == 1 ? "1 key used for it still works." : $"{keys} keys used for it still work.");
        var data = found.Data.Count(d => DispositionOf(d.Kind, d.Id) is null);
        Add(
            data > 0,
            RetirementStep.Data,
            data == 1 ? "No decision has been made on 1 data item." : $"No decision has been made on {data} data items."
        );
        var held = found.Data.FirstOrDefault(d => d.Held is not null && DispositionOf(d.Kind, d.Id)?.Choice is DispositionKind.Delete);
        Add(held is not null, RetirementStep.Data, $"{held?.Name} must be deleted, but {held?.Held} preserves it as evidence.");
        Add(RetentionUntil is null, RetirementStep.Retention, "The retention period of its records is not set.");
        return blockers;

        void Add(bool blocks, RetirementStep step, string message)
        {
            if (blocks)
            {
                blockers.Add(new(step, message));
            }
        }
    }

    /// <summary>Takes in versions that were registered after it was planned. Where its traffic is stopped, theirs is too.</summary>
    public void TakeIn(IReadOnlyList<(string Model, string Version)> versions)
    {
        ArgumentNullException.ThrowIfNull(versions);
        _versions.AddRange(
            versions
                .Where(n => !_versions.Exists(v => v.Model == n.Model && v.Version == n.Version))
                .Select(v => RetirementVersion.Of(Id, v.Model, v.Version, StoppedAt))
        );
        Revision++;
    }

    /// <summary>Fixes the closing statement, when nothing blocks. From here nothing of it is changed until it is reopened.</summary>
    public Refusal? Propose(RetirementFindings found)
    {
        ArgumentNullException.ThrowIfNull(found);
        if (RefusesChange() is { } refusal)
        {
            return refusal;
        }

        if (Blockers(found) is { Count: > 0 } blockers)
        {
            return RetirementRefusals.Blocked(blockers);
        }

        State = RetirementState.ToSign;
        Revision++;
        Statement = StatementOf(found);
        StatementSha256 = Sha256Hex.Of(Statement);
        return null;
    }

    /// <summary>Why its versions may not be signed away now, or null.</summary>
    public Refusal? RefusesSignature(RetirementFindings found) =>
        State switch
        {
            RetirementState.ToSign => Blockers(found) is { Count: > 0 } blockers ? RetirementRefusals.Blocked(blockers) : null,
            // Asked for without a plan: the owner's word takes the version out of use, and the plan follows.
            RetirementState.UnderWay when MadeWith is not null => null,
            RetirementState.UnderWay => RetirementRefusals.PlanFirst(Id),
            RetirementState.Closed or RetirementState.Cancelled => null,
        };

    /// <summary>The slots that sign a retirement beside those a policy asks for: for high risk, Legal too.</summary>
    public static IReadOnlyList<Approvals.SignOffRole> Signers(bool isHighRisk) =>
        isHighRisk ? [Approvals.SignOffRole.Owner, Approvals.SignOffRole.Legal] : [Approvals.SignOffRole.Owner];

    /// <summary>Opens the plan again: its statement is no longer what is signed.</summary>
    public Refusal? Reopen(string? reason)
    {
        if (State is not RetirementState.ToSign)
        {
            return IsLive ? RetirementRefusals.NotBeingSigned : RetirementRefusals.Over(State);
        }

        if (RefusesWords(reason, "reason") is { } wordless)
        {
            return wordless;
        }

        (State, Statement, StatementSha256) = (RetirementState.UnderWay, null, null);
        Revision++;
        return null;
    }

    /// <summary>The promotion of one of its versions to retired was carried out.</summary>
    /// <returns>True when it was the last one and the statement was signed with it: then it is closed.</returns>
    public bool Retired(string model, string version, string promotion, DateTimeOffset now)
    {
        _versions.Find(v => v.Model == model && v.Version == version)?.Retire(promotion, now);
        Revision++;
        if (_versions.TrueForAll(v => v.RetiredAt is not null) && StoppedAt is null)
        {
            (StoppedAt, StoppedBy) = (now, promotion);
        }

        if (State is not RetirementState.ToSign || _versions.Exists(v => v.RetiredAt is null))
        {
            return false;
        }

        (State, ClosedAt) = (RetirementState.Closed, now);
        return true;
    }

    /// <summary>Closes one that was asked for without a plan: its versions are retired, and now nothing is left to do.</summary>
    public Refusal? Close(RetirementFindings found, DateTimeOffset now)
    {
        if (RefusesChange() is { } refusal)
        {
            return refusal;
        }

        if (_versions.Exists(v => v.RetiredAt is null))
        {
            return RetirementRefusals.NotRetired;
        }

        if (Blockers(found) is { Count: > 0 } blockers)
        {
            return RetirementRefusals.Blocked(blockers);
        }

        Revision++;
        (State, ClosedAt) = (RetirementState.Closed, now);
        Statement = StatementOf(found);
        StatementSha256 = Sha256Hex.Of(Statement);
        return null;
    }

    /// <summary>The content of a piece of data was deleted as decided.</summary>
    /// <returns>False when that is not what was decided, or was done before.</returns>
    public bool Deleted(string kind, string id, DateTimeOffset now)
    {
        if (State is not RetirementState.Closed || DispositionOf(kind, id) is not { Choice: DispositionKind.Delete, DeletedAt: null })
        {
            return false;
        }

        _dispositions = [.. _dispositions.Select(d => (d.Kind, d.Id) == (kind, id) ? d with { DeletedAt = now } : d)];
        Revision++;
        return true;
    }

    // People's words stand in it by their digests: it is handed out, and stays when words are erased.
    private byte[] StatementOf(RetirementFindings found) =>
        CanonicalJson.Serialize(
            new JsonObject
            {
                ["schema"] = "governance.retirement/v1",
                ["id"] = Id.ToString(),
                ["revision"] = Revision,
                ["kind"] = WireName.Of(Kind),
                ["subject"] = Subject,
                ["openingSha256"] = OpeningSha256,
                ["template"] = Template,
                ["highRisk"] = found.IsHighRisk,
                ["versions"] = List(
                    _versions.OrderBy(v => v.Model, StringComparer.Ordinal).ThenBy(v => v.Version, StringComparer.Ordinal),
                    v => new() { ["model"] = v.Model, ["version"] = v.Version }
                ),
                ["dependants"] = List(
                    found.Dependants,
                    d =>
                        new()
                        {
                            ["kind"] = WireName.Of(d.Kind),
                            ["id"] = d.Id,
                            ["source"] = d.Source,
                            ["decision"] = DecisionOn(d.Kind, d.Id) is { } known ? WireName.Of(known.Decision) : null,
                            ["to"] = DecisionOn(d.Kind, d.Id)?.To,
                            ["reasonSha256"] = Digest(DecisionOn(d.Kind, d.Id)?.Reason),
                        }
                ),
                ["decisions"] = List(
                    _decisions,
                    d =>
                        new()
                        {
                            ["kind"] = WireName.Of(d.Kind),
                            ["id"] = d.Id,
                            ["decision"] = WireName.Of(d.Decision),
                            ["to"] = d.To,
                            ["reasonSha256"] = Digest(d.Reason),
                            ["at"] = CanonicalJson.Time(d.At),
                        }
                ),
                ["tasks"] = List(
                    _tasks,
                    t =>
                        new()
                        {
                            ["key"] = t.Key,
                            ["doneAt"] = Time(t.DoneAt),
                            ["wordsSha256"] = Digest(t.Words),
                            ["evidence"] = t.Evidence,
                        }
                ),
                ["traffic"] = new JsonObject
                {
                    ["stoppedAt"] = Time(StoppedAt),
                    ["confirmedAt"] = Time(ConfirmedAt),
                    ["how"] = ConfirmedHow is { } how ? WireName.Of(how) : null,
                    ["evidence"] = ConfirmedEvidence,
                    ["decisionsAfterStop"] = found.DecisionsAfterStop,
                },
                ["keys"] = List(
                    _keys,
                    k =>
                        new()
                        {
                            ["key"] = k.Key,
                            ["revoked"] = k.Revoked,
                            ["reasonSha256"] = Digest(k.Reason),
                            ["at"] = CanonicalJson.Time(k.At),
                        }
                ),
                ["data"] = List(
                    _dispositions,
                    d =>
                        new()
                        {
                            ["kind"] = d.Kind,
                            ["id"] = d.Id,
                            ["sha256"] = d.Sha256,
                            ["choice"] = WireName.Of(d.Choice),
                            ["until"] = d.Until?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
                            ["basisSha256"] = Digest(d.Basis),
                            ["at"] = CanonicalJson.Time(d.At),
                        }
                ),
                ["retention"] = new JsonObject
                {
                    ["from"] = Time(RetentionFrom),
                    ["until"] = Time(RetentionUntil),
                    ["basisSha256"] = Digest(RetentionBasis),
                },
            }
        );

    private static JsonArray List<T>(IEnumerable<T> items, Func<T, JsonObject> one) => new([.. items.Select(i => (JsonNode)one(i))]);

    private static string? Digest(string? words) => words is null ? null : Sha256Hex.Of(Encoding.UTF8.GetBytes(words));

    private static string? Time(DateTimeOffset? time) => time is { } known ? CanonicalJson.Time(known) : null;
}
