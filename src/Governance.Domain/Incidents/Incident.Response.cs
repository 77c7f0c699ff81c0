using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Transparency;

namespace Governance.Domain.Incidents;

/// <content>What is done about it: containment, evidence, harm and law, recovery.</content>
public sealed partial class Incident
{
    /// <summary>What it is about goes offline or is restricted. Outside drills its gate is shut from now on.</summary>
    /// <returns>Why not, or null.</returns>
    public Refusal? Contain(Playbook playbook, ContainmentMode mode, string by, DateTimeOffset now)
    {
        if (
            (
                RefusesLive()
                ?? (ContainedAt is null ? null : IncidentRefusals.ContainedAlready)
                ?? RefusesOrder(playbook, StepKind.Contain)
            ) is
            { } refusal
        )
        {
            return refusal;
        }

        (Containment, ContainedAt, State) = (mode, now, IncidentState.Contained);
        if (!IsDrill)
        {
            _versions.ForEach(v => v.Hold(now));
        }

        Finish(playbook, StepKind.Contain, by, now);
        Revision++;
        return null;
    }

    /// <summary>The serving system confirms that the model is offline or restricted.</summary>
    /// <param name="system">What says so: the name of the serving system.</param>
    /// <param name="now">The server's clock.</param>
    public Refusal? ConfirmContainment(string? system, DateTimeOffset now)
    {
        if ((RefusesLive() ?? (ContainedAt is null ? IncidentRefusals.NotContained : null)) is { } refusal)
        {
            return refusal;
        }

        if (ContainmentConfirmedAt is not null)
        {
            return IncidentRefusals.ConfirmedAlready;
        }

        if (string.IsNullOrWhiteSpace(system) || system.Trim().Length > MaxTitle)
        {
            return IncidentRefusals.ServingSystemNotValid;
        }

        (ContainmentConfirmedBy, ContainmentConfirmedAt) = (system.Trim(), now);
        Revision++;
        return null;
    }

    /// <summary>Freezes evidence by its digests. What was frozen before stays, more may come.</summary>
    /// <param name="playbook">The playbook.</param>
    /// <param name="found">What is there: kind, name, SHA-256.</param>
    /// <param name="by">Printed name.</param>
    /// <param name="now">The server's clock.</param>
    /// <returns>How many pieces are new.</returns>
    public Result<int> Freeze(
        Playbook playbook,
        IReadOnlyList<(string Kind, string Name, string Sha256)> found,
        string by,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(found);
        if ((RefusesLive() ?? RefusesOrder(playbook, StepKind.Freeze)) is { } refusal)
        {
            return refusal;
        }

        var known = _evidence.Select(e => (e.Kind, e.Name, e.Sha256)).ToHashSet();
        var added = found.Where(known.Add).ToList();
        if (_evidence.Count + added.Count == 0)
        {
            return IncidentRefusals.NothingToFreeze;
        }

        if (_evidence.Count + added.Count > MaxEvidence)
        {
            return IncidentRefusals.TooMany("evidence", MaxEvidence);
        }

        _evidence = [.. _evidence, .. added.Select((e, i) => new FrozenEvidence(_evidence.Count + i + 1, e.Kind, e.Name, e.Sha256, now))];
        FrozenAt ??= now;
        EvidenceSha256 = DigestOf(_evidence);
        Finish(playbook, StepKind.Freeze, by, now);
        Revision++;
        return added.Count;
    }

    /// <summary>Records who is affected, where, and since when.</summary>
    public Refusal? Assess(
        Playbook playbook,
        int? peopleAffected,
        IReadOnlyList<string> countries,
        DateTimeOffset? occurredAt,
        string? words,
        string by,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(countries);
        if (
            (
                RefusesLive()
                ?? RefusesOrder(playbook, StepKind.Assess)
                ?? RefusesWords(words, "harm")
                ?? RefusesTimes(occurredAt, ProviderAwareAt, DeployerAwareAt, now)
            ) is
            { } refusal
        )
        {
            return refusal;
        }

        if (peopleAffected < 0 || countries.Count > MaxParts)
        {
            return peopleAffected < 0 ? IncidentRefusals.PeopleNotValid : IncidentRefusals.TooMany("countries", MaxParts);
        }

        (PeopleAffected, AssessedAt, OccurredAt) = (peopleAffected, now, occurredAt?.ToUniversalTime() ?? OccurredAt);
        _countries = countries.Count == 0 ? _countries : [.. countries.Distinct(StringComparer.Ordinal)];
        Finish(playbook, StepKind.Assess, by, now);
        Revision++;
        return null;
    }

    /// <summary>Answers the questions of the law. The result is a proposal until a second person confirms it.</summary>
    public Refusal? Classify(Playbook playbook, IncidentClass proposal, string? reason)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        if ((RefusesLive() ?? RefusesOrder(playbook, StepKind.Classify) ?? RefusesWords(reason, "reason")) is { } refusal)
        {
            return refusal;
        }

        if (_classes.Count == MaxMessages)
        {
            return IncidentRefusals.TooMany("classes", MaxMessages);
        }

        // Never silently: what was decided before stays in the list, and the step is to be done again.
        _classes = [.. _classes, proposal];
        var step = playbook.Only(StepKind.Classify);
        _steps = [.. _steps.Where(s => s.Id != step.Id && !(s.Id == playbook.Only(StepKind.Notify).Id && s.State is StepState.Skipped))];
        Revision++;
        return null;
    }

    /// <summary>Confirms the proposed class; a second person does.</summary>
    public Refusal? ConfirmClass(Playbook playbook, UserId person, string name, DateTimeOffset now)
    {
        if (RefusesLive() is { } over)
        {
            return over;
        }

        if (Class is not { IsConfirmed: false } proposal)
        {
            return IncidentRefusals.NothingToConfirm;
        }

        if (proposal.ProposedBy == person)
        {
            return IncidentRefusals.OwnProposal;
        }

        _classes = [.. _classes.SkipLast(1), proposal with { ConfirmedBy = person, ConfirmedByName = name, ConfirmedAt = now }];
        Finish(playbook, StepKind.Classify, name, now);
        var notify = playbook.Only(StepKind.Notify);
        if (!proposal.Finding.Serious && StepOf(notify.Id) is null)
        {
            Record(notify.Id, StepState.Skipped, name, now);
        }

        Revision++;
        return null;
    }

    /// <summary>Says that a step people do outside the portal is done, or leaves out one that may be.</summary>
    public Refusal? Settle(Playbook playbook, string? stepId, bool skip, string? words, string by, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(playbook);
        if (RefusesLive() is { } over)
        {
            return over;
        }

        if (playbook.Steps.FirstOrDefault(s => s.Id == stepId) is not { } step)
        {
            return IncidentRefusals.StepUnknown;
        }

        if (StepOf(step.Id) is not null)
        {
            return IncidentRefusals.StepDone;
        }

        if (skip ? !step.MaySkip : step.Kind is not (StepKind.Task or StepKind.CallOut))
        {
            return skip ? IncidentRefusals.StepNeeded(step.Title) : IncidentRefusals.StepByItself(step.Title);
        }

        if ((RefusesNeeds(playbook, step) ?? RefusesWords(words, "note")) is { } refusal)
        {
            return refusal;
        }

        Record(step.Id, skip ? StepState.Skipped : StepState.Done, by, now);
        Revision++;
        return null;
    }

    /// <summary>Why service cannot come back yet, or null. Asked before anything about the model is changed.</summary>
    public Refusal? RefusesRecovery(Playbook playbook) =>
        RefusesLive()
        ?? (RecoveredAt is null ? null : IncidentRefusals.RecoveredAlready)
        ?? (ContainedAt is null ? IncidentRefusals.NotContained : null)
        ?? (FrozenAt is null ? IncidentRefusals.NotFrozen : null)
        ?? RefusesOrder(playbook, StepKind.Recover);

    /// <summary>Service is back. After a roll-back what was rolled back stays held; what was put right in place is let go.</summary>
    /// <param name="playbook">The playbook.</param>
    /// <param name="kind">How.</param>
    /// <param name="deployment">For a roll-back: the deployment it made.</param>
    /// <param name="words">Why.</param>
    /// <param name="by">Printed name of who did it.</param>
    /// <param name="now">When.</param>
    /// <param name="plan">For a roll-back: the plan that was in force, if there was one.</param>
    public Refusal? Recover(
        Playbook playbook,
        RecoveryKind kind,
        string? deployment,
        string? words,
        string by,
        DateTimeOffset now,
        RollbackPlan? plan = null
    )
    {
        if ((RefusesRecovery(playbook) ?? RefusesWords(words, "reason")) is { } refusal)
        {
            return refusal;
        }

        (Recovery, RecoveredAt, RecoveryDeployment, State) = (kind, now, deployment, IncidentState.Recovered);
        if (kind is RecoveryKind.RollBack)
        {
            // A minute that has begun counts: the time is compared with a promise.
            RecoveryMinutes = (int)Math.Ceiling((now - FrozenAt!.Value).TotalMinutes);
            RecoveryExpectedMinutes = plan?.ExpectedMinutes;
            RecoveryPlan = plan is null ? null : $"{plan.Deployment}/{plan.Number}";
        }

        if (kind is RecoveryKind.Resume)
        {
            _versions.Where(v => v.IsHeld).ToList().ForEach(v => v.Release(now));
        }

        Finish(playbook, StepKind.Recover, by, now);
        Revision++;
        return null;
    }

    /// <summary>Lets a version pass the gate again. Its approval and the rules of the gate go on deciding.</summary>
    public Refusal? Release(string? model, string? version, string? reason, DateTimeOffset now)
    {
        if (
            _versions.Find(v => v.Model == model && string.Equals(v.Version, version, StringComparison.OrdinalIgnoreCase))
            is not { IsHeld: true } held
        )
        {
            return IncidentRefusals.NotHeld;
        }

        if (RecoveredAt is null)
        {
            return IncidentRefusals.NotRecovered;
        }

        if (RefusesWords(reason, "reason") is { } words)
        {
            return words;
        }

        held.Release(now);
        Revision++;
        return null;
    }

    /// <summary>Digest of a list of evidence: SHA-256 over its canonical JSON.</summary>
    public static string DigestOf(IEnumerable<FrozenEvidence> evidence) =>
        Sha256Hex.Of(
            CanonicalJson.Serialize(
                new JsonObject
                {
                    ["schema"] = "governance.incident-evidence/v1",
                    ["items"] = new JsonArray([
                        .. evidence.Select(e =>
                            (JsonNode)
                                new JsonObject
                                {
                                    ["number"] = e.Number,
                                    ["kind"] = e.Kind,
                                    ["name"] = e.Name,
                                    ["sha256"] = e.Sha256,
                                    ["frozenAt"] = CanonicalJson.Time(e.FrozenAt),
                                }
                        ),
                    ]),
                }
            )
        );

    private Refusal? RefusesLive() => IsLive ? null : IncidentRefusals.Over(State);
}
