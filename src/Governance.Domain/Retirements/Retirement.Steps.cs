using Governance.Domain.Identity;

namespace Governance.Domain.Retirements;

/// <content>What is done before it can be signed: dependants, tasks, traffic, keys, data, retention.</content>
public sealed partial class Retirement
{
    /// <summary>What was decided about a dependant; null while nothing is.</summary>
    public DependantDecision? DecisionOn(DependantKind kind, string id) => _decisions.FindLast(d => d.Kind == kind && d.Id == id);

    /// <summary>The disposition of a piece of data; null while nothing is decided.</summary>
    public Disposition? DispositionOf(string kind, string id) => _dispositions.Find(d => d.Kind == kind && d.Id == id);

    /// <summary>Decides about dependants. A later decision replaces an earlier one; both stay in the record.</summary>
    public Refusal? Decide(
        IReadOnlyList<(DependantKind Kind, string Id)> which,
        DependantDecisionKind decision,
        string? to,
        string? reason,
        RetirementFindings found,
        string by,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(which);
        ArgumentNullException.ThrowIfNull(found);
        if ((RefusesChange() ?? RefusesWords(reason, "reason")) is { } refusal)
        {
            return refusal;
        }

        if (decision is DependantDecisionKind.Migrated && (string.IsNullOrWhiteSpace(to) || to.Trim().Length > MaxTitle))
        {
            return RetirementRefusals.MigratedToMissing;
        }

        if (which.Count == 0 || _decisions.Count + which.Count > MaxParts)
        {
            return which.Count == 0 ? RetirementRefusals.DependantUnknown(null) : RetirementRefusals.TooMany("dependants", MaxParts);
        }

        var decided = new List<DependantDecision>();
        foreach (var (kind, id) in which.Distinct())
        {
            if (found.Dependants.FirstOrDefault(d => d.Kind == kind && d.Id == id && d.Decides) is not { } dependant)
            {
                return RetirementRefusals.DependantUnknown(id);
            }

            decided.Add(
                new(
                    kind,
                    id,
                    dependant.Name,
                    decision,
                    decision is DependantDecisionKind.Migrated ? to!.Trim() : null,
                    reason!.Trim(),
                    by,
                    now
                )
            );
        }

        _decisions = [.. _decisions, .. decided];
        Revision++;
        return null;
    }

    /// <summary>Changes the owner or the due time of a task.</summary>
    public Refusal? Assign(int number, UserId owner, DateTimeOffset dueAt, DateTimeOffset now)
    {
        if ((RefusesChange() ?? RefusesTask(number)) is { } refusal)
        {
            return refusal;
        }

        if (_tasks[number - 1].DueAt != dueAt && dueAt < now)
        {
            return RetirementRefusals.PlannedInThePast;
        }

        Replace(number, t => t with { Owner = owner, DueAt = dueAt.ToUniversalTime() });
        return null;
    }

    /// <summary>A task is done.</summary>
    public Refusal? Finish(int number, string? words, string? evidence, string by, DateTimeOffset now)
    {
        if ((RefusesChange() ?? RefusesTask(number) ?? RefusesWords(words, "words")) is { } refusal)
        {
            return refusal;
        }

        var shown = ReadEvidence(evidence);
        if (shown is null && (_tasks[number - 1].NeedsEvidence || !string.IsNullOrWhiteSpace(evidence)))
        {
            return string.IsNullOrWhiteSpace(evidence) ? RetirementRefusals.EvidenceMissing : RetirementRefusals.EvidenceNotValid;
        }

        Replace(number, t => t with { DoneAt = now, DoneBy = by, Words = words!.Trim(), Evidence = shown });
        return null;
    }

    /// <summary>Nothing may serve it any more. The caller revokes its permits in the same transaction.</summary>
    public Refusal? Stop(string by, DateTimeOffset now)
    {
        if ((RefusesChange() ?? (StoppedAt is null ? null : RetirementRefusals.StoppedAlready)) is { } refusal)
        {
            return refusal;
        }

        (StoppedAt, StoppedBy) = (now, by);
        _versions.ForEach(v => v.Stop(now));
        Revision++;
        return null;
    }

    /// <summary>
    /// It is confirmed that nothing reaches it. A person names what they saw; a serving system's word by the API is enough.
    /// </summary>
    public Refusal? Confirm(TrafficProof how, string? says, string? evidence, RetirementFindings found, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(found);
        if ((RefusesChange() ?? (StoppedAt is null ? RetirementRefusals.NotStopped : null)) is { } refusal)
        {
            return refusal;
        }

        // Confirmed again where decisions came in after the word before: the stop then counts from this confirmation.
        if (ConfirmedAt is not null && found.DecisionsAfterStop == 0)
        {
            return RetirementRefusals.ConfirmedAlready;
        }

        if (string.IsNullOrWhiteSpace(says) || says.Trim().Length > MaxTitle)
        {
            return RetirementRefusals.ServingSystemNotValid;
        }

        var shown = ReadEvidence(evidence);
        if (shown is null && (how is TrafficProof.Person || !string.IsNullOrWhiteSpace(evidence)))
        {
            return string.IsNullOrWhiteSpace(evidence) ? RetirementRefusals.EvidenceMissing : RetirementRefusals.EvidenceNotValid;
        }

        (ConfirmedAt, ConfirmedHow, ConfirmedBy, ConfirmedEvidence) = (now, how, says.Trim(), shown);
        Revision++;
        return null;
    }

    /// <summary>From when decisions count as made after the stop: its stop, or the last confirmation that it is over.</summary>
    public DateTimeOffset? QuietSince => ConfirmedAt ?? StoppedAt;

    /// <summary>Keys are revoked, or stay with a reason. The caller revokes them in the same transaction.</summary>
    public Refusal? Settle(
        IReadOnlyList<string> keys,
        bool revoke,
        string? reason,
        bool mayRevokeShared,
        RetirementFindings found,
        string by,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(found);
        if ((RefusesChange() ?? (revoke ? null : RefusesWords(reason, "reason"))) is { } refusal)
        {
            return refusal;
        }

        if (keys.Count == 0)
        {
            return RetirementRefusals.KeyUnknown(null);
        }

        var settled = new List<SettledKey>();
        foreach (var key in keys.Distinct(StringComparer.Ordinal))
        {
            if (found.Keys.FirstOrDefault(k => k.Key == key) is not { } used)
            {
                return RetirementRefusals.KeyUnknown(key);
            }

            if (revoke && used.Elsewhere && !mayRevokeShared)
            {
                return RetirementRefusals.KeyShared(key);
            }

            settled.Add(new(key, used.Name, revoke, string.IsNullOrWhiteSpace(reason) ? null : reason.Trim(), by, now));
        }

        _keys = [.. _keys.Where(k => settled.TrueForAll(s => s.Key != k.Key)), .. settled];
        Revision++;
        return null;
    }

    /// <summary>Decides what happens to data.</summary>
    public Refusal? Dispose(
        IReadOnlyList<(string Kind, string Id)> which,
        DispositionKind choice,
        DateOnly? until,
        string? basis,
        RetirementFindings found,
        string by,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(which);
        ArgumentNullException.ThrowIfNull(found);
        if ((RefusesChange() ?? RefusesWords(basis, "basis")) is { } refusal)
        {
            return refusal;
        }

        if (choice is DispositionKind.Keep && until is null)
        {
            return RetirementRefusals.KeepUntilMissing;
        }

        var today = now.Day();
        var made = new List<Disposition>();
        foreach (var (kind, id) in which.Distinct())
        {
            if (found.Data.FirstOrDefault(d => d.Kind == kind && d.Id == id) is not { } item)
            {
                return RetirementRefusals.DataUnknown(id);
            }

            if (choice is DispositionKind.Delete && item.Held is { } incident)
            {
                return RetirementRefusals.Held(item.Name, incident);
            }

            var end = choice is DispositionKind.Keep ? until : today;
            if (choice is not DispositionKind.HandOver && item.NotBefore > end)
            {
                return RetirementRefusals.TooEarly(item.Name, item.NotBefore!.Value, Sentence.Ours(item.Basis ?? ""));
            }

            made.Add(
                new Disposition
                {
                    Kind = kind,
                    Id = id,
                    Name = item.Name,
                    Sha256 = item.Sha256,
                    Choice = choice,
                    Until = choice is DispositionKind.Keep ? until : null,
                    Basis = basis!.Trim(),
                    By = by,
                    At = now,
                }
            );
        }

        if (made.Count == 0)
        {
            return RetirementRefusals.DataUnknown(null);
        }

        _dispositions = [.. _dispositions.Where(d => made.TrueForAll(m => (m.Kind, m.Id) != (d.Kind, d.Id))), .. made];
        Revision++;
        return _dispositions.Count > MaxParts ? RetirementRefusals.TooMany("items", MaxParts) : null;
    }

    /// <summary>Sets how long its records are kept.</summary>
    /// <param name="from">From when.</param>
    /// <param name="until">Until when.</param>
    /// <param name="basis">On what ground.</param>
    /// <param name="least">The end the law asks for; null where it asks for none.</param>
    /// <param name="leastBasis">What asks for it.</param>
    public Refusal? Retain(DateTimeOffset from, DateTimeOffset until, string? basis, DateTimeOffset? least, string leastBasis)
    {
        if ((RefusesChange() ?? RefusesWords(basis, "basis")) is { } refusal)
        {
            return refusal;
        }

        if (until <= from || until > from.AddYears(100))
        {
            return RetirementRefusals.RetentionNotValid;
        }

        if (until < least)
        {
            return RetirementRefusals.RetentionTooShort(least.Value, Sentence.Ours(leastBasis));
        }

        (RetentionFrom, RetentionUntil, RetentionBasis) = (from.ToUniversalTime(), until.ToUniversalTime(), basis!.Trim());
        Revision++;
        return null;
    }

    private Refusal? RefusesTask(int number) =>
        number < 1 || number > _tasks.Count ? RetirementRefusals.TaskUnknown
        : _tasks[number - 1].DoneAt is null ? null
        : RetirementRefusals.TaskDone;

    private void Replace(int number, Func<RetirementTask, RetirementTask> change)
    {
        _tasks = [.. _tasks.Select(t => t.Number == number ? change(t) : t)];
        Revision++;
    }
}
