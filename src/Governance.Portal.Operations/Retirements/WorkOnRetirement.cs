using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Retirements;
using Governance.Portal.Kernel.Components;
using Governance.Transparency;

namespace Governance.Portal.Operations.Retirements;

/// <summary>Somebody decides what becomes of what rests on it.</summary>
public sealed class DecideDependants(RetirementWork work)
{
    /// <summary>A dependant.</summary>
    /// <param name="Kind">Of what kind.</param>
    /// <param name="Id">Its id.</param>
    public sealed record Named(string? Kind, string? Id);

    /// <summary>What is decided.</summary>
    /// <param name="Dependants">About what.</param>
    /// <param name="Decision"><c>migrated</c> or <c>accepted</c>.</param>
    /// <param name="To">What it rests on from now on, when it was migrated.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Command(IReadOnlyList<Named>? Dependants, string? Decision, string? To = null, string? Reason = null);

    /// <summary>Runs it.</summary>
    public Task<Result<RetirementId>> RunAsync(Actor actor, RetirementId id, Command command, string? ifMatch, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return work.RunAsync(
            actor,
            "retirement.dependants-decided",
            id,
            ifMatch,
            Permission.Retire,
            async (step, token) =>
            {
                if (!WireName.TryParse<DependantDecisionKind>(command.Decision, out var decision))
                {
                    return RetirementRefusals.DecisionUnknown;
                }

                var which = new List<(DependantKind, string)>();
                foreach (var named in command.Dependants ?? [])
                {
                    if (
                        !WireName.TryParse<DependantKind>(named?.Kind, out var kind)
                        || named?.Id is not { Length: > 0 and <= 400 } dependant
                    )
                    {
                        return RetirementRefusals.DependantUnknown(named?.Id is { Length: > 0 and <= 64 } text ? text : "It");
                    }

                    which.Add((kind, dependant));
                }

                if (
                    step.Retirement.Decide(which, decision, command.To, command.Reason, await step.ReadAsync(token), step.By, step.Now) is
                    { } refusal
                )
                {
                    return refusal;
                }

                RetirementEvents.Changed(
                    step.Context,
                    step.Retirement,
                    new AuditEvent(
                        "retirement.dependants-decided",
                        id.ToString(),
                        new JsonObject
                        {
                            ["decision"] = WireName.Of(decision),
                            ["dependants"] = new JsonArray([.. which.Select(w => (JsonNode)$"{WireName.Of(w.Item1)} {w.Item2}")]),
                        }
                    ),
                    $"{Formats.Plural(which.Count, "dependant")} {(decision is DependantDecisionKind.Migrated ? "migrated" : "accepted as it is")}.",
                    command.Reason
                );
                return null;
            },
            ct
        );
    }
}

/// <summary>Somebody works on the tasks.</summary>
public sealed class WorkOnTask(RetirementWork work)
{
    /// <summary>Gives a task to somebody, or another due time.</summary>
    public Task<Result<RetirementId>> AssignAsync(
        Actor actor,
        RetirementId id,
        int number,
        string? owner,
        DateTimeOffset? dueAt,
        string? ifMatch,
        CancellationToken ct
    ) =>
        work.RunAsync(
            actor,
            "retirement.task-assigned",
            id,
            ifMatch,
            Permission.RequestRetirement,
            async (step, token) =>
            {
                var task = step.Retirement.Tasks.FirstOrDefault(t => t.Number == number);
                if (task is null)
                {
                    return RetirementRefusals.TaskUnknown;
                }

                var person = string.IsNullOrWhiteSpace(owner)
                    ? task.Owner
                    : await PlanRetirement.PersonAsync(step.Context.Db, owner, step.Now, token);
                if (person is not { } found)
                {
                    return RetirementRefusals.PersonUnknown("owner");
                }

                if (step.Retirement.Assign(number, found, dueAt ?? task.DueAt, step.Now) is { } refusal)
                {
                    return refusal;
                }

                RetirementEvents.Changed(
                    step.Context,
                    step.Retirement,
                    new AuditEvent(
                        "retirement.task-assigned",
                        id.ToString(),
                        new JsonObject
                        {
                            ["task"] = task.Key,
                            ["owner"] = found.ToString(),
                            ["dueAt"] = CanonicalJson.Time(dueAt ?? task.DueAt),
                        }
                    ),
                    $"Task {number} assigned."
                );
                return null;
            },
            ct
        );

    /// <summary>A task is done: by its owner, by who owns the retirement, or by who answers for the models.</summary>
    public Task<Result<RetirementId>> FinishAsync(
        Actor actor,
        RetirementId id,
        int number,
        string? words,
        string? evidence,
        string? ifMatch,
        CancellationToken ct
    ) =>
        work.RunAsync(
            actor,
            "retirement.task-done",
            id,
            ifMatch,
            Permission.RequestRetirement,
            async (step, token) =>
            {
                var (retirement, person) = (step.Retirement, step.Context.Access.Person);
                var task = retirement.Tasks.FirstOrDefault(t => t.Number == number);
                if (
                    task is not null
                    && person != task.Owner
                    && person != retirement.Owner
                    && await RetirementWork.RefusesOwnerAsync(step.Context, retirement, token) is not null
                )
                {
                    return RetirementRefusals.NotYourTask;
                }

                if (retirement.Finish(number, words, evidence, step.By, step.Now) is { } refusal)
                {
                    return refusal;
                }

                RetirementEvents.Changed(
                    step.Context,
                    retirement,
                    new AuditEvent(
                        "retirement.task-done",
                        id.ToString(),
                        new JsonObject { ["task"] = task!.Key, ["evidence"] = retirement.Tasks[number - 1].Evidence }
                    ),
                    $"Task {number} done: {task.Title}.",
                    words
                );
                return null;
            },
            ct
        );
}

/// <summary>Nothing may serve it any more: its permits end and its gate shuts, in one transaction.</summary>
public sealed class StopTraffic(RetirementWork work)
{
    /// <summary>Runs it.</summary>
    public Task<Result<RetirementId>> RunAsync(Actor actor, RetirementId id, string? note, string? ifMatch, CancellationToken ct) =>
        work.RunAsync(
            actor,
            "retirement.traffic-stopped",
            id,
            ifMatch,
            Permission.Retire,
            async (step, token) =>
            {
                if (note?.Length > SaltedText.MaxLength)
                {
                    return Domain.Approvals.PromotionRefusals.TextTooLong("note");
                }

                if (step.Retirement.Stop(step.By, step.Now) is { } refusal)
                {
                    return refusal;
                }

                foreach (var version in step.Retirement.Versions)
                {
                    await FollowRetirement.RevokeAsync(step.Context, version.Model, version.Version, token);
                }

                RetirementEvents.Changed(
                    step.Context,
                    step.Retirement,
                    new AuditEvent(
                        "retirement.traffic-stopped",
                        id.ToString(),
                        new JsonObject
                        {
                            ["versions"] = new JsonArray([
                                .. step.Retirement.Versions.Select(v => (JsonNode)ModelName.Of(v.Model, v.Version)),
                            ]),
                        }
                    ),
                    $"Traffic stopped: permits of {Formats.Plural(step.Retirement.Versions.Count, "version")} ended, the gate is shut.",
                    note
                );
                return null;
            },
            ct
        );
}

/// <summary>What served it says that it does so no more, or a person looked.</summary>
public sealed class ConfirmTraffic(RetirementWork work)
{
    /// <summary>What is said.</summary>
    /// <param name="How"><c>serving-system</c> or <c>person</c>.</param>
    /// <param name="System">What serves it, or where the person looked.</param>
    /// <param name="Evidence">What shows it; a person always names something.</param>
    /// <param name="Note">What they say about it.</param>
    public sealed record Command(string? How, string? System, string? Evidence = null, string? Note = null);

    /// <summary>Runs it.</summary>
    public Task<Result<RetirementId>> RunAsync(Actor actor, RetirementId id, Command command, string? ifMatch, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return work.RunAsync(
            actor,
            "retirement.traffic-confirmed",
            id,
            ifMatch,
            Permission.RequestRetirement,
            async (step, token) =>
            {
                if (!WireName.TryParse<TrafficProof>(command.How ?? "person", out var how))
                {
                    return RetirementRefusals.ProofUnknown;
                }

                if (command.Note?.Length > SaltedText.MaxLength)
                {
                    return Domain.Approvals.PromotionRefusals.TextTooLong("note");
                }

                // Only a program's own word is the serving system's: a person who says so has to show something.
                var proof = actor.Kind is ActorKind.User ? TrafficProof.Person : how;
                if (step.Retirement.Confirm(proof, command.System, command.Evidence, await step.ReadAsync(token), step.Now) is { } refusal)
                {
                    return refusal;
                }

                RetirementEvents.Changed(
                    step.Context,
                    step.Retirement,
                    new AuditEvent(
                        "retirement.traffic-confirmed",
                        id.ToString(),
                        new JsonObject { ["how"] = WireName.Of(proof), ["evidence"] = step.Retirement.ConfirmedEvidence }
                    ),
                    proof is TrafficProof.Person
                        ? "A person confirms that nothing reaches it."
                        : "The serving system confirms that nothing reaches it.",
                    command.Note
                );
                return null;
            },
            ct
        );
    }
}
