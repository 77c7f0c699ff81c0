using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Retirements;
using Governance.Transparency;

namespace Governance.Portal.Operations.Retirements;

/// <summary>Decides for dependants of a retirement whether each migrates or is accepted as it is.</summary>
public sealed class DecideDependants(RetirementActionRunner work)
{
    /// <summary>A dependant.</summary>
    /// <param name="Kind">Of what kind.</param>
    /// <param name="Id">Its id.</param>
    public sealed record Named(string? Kind, string? Id);

    /// <summary>What is decided.</summary>
    /// <param name="Dependants">The dependants concerned.</param>
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
                        return RetirementRefusals.DependantUnknown(named?.Id is { Length: > 0 and <= 64 } text ? text : null);
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
                    decision is DependantDecisionKind.Migrated
                        ? $"Migrated: {RetirementEvents.Counted(which.Count, "dependent item")}."
                        : $"Accepted unchanged: {RetirementEvents.Counted(which.Count, "dependent item")}.",
                    command.Reason
                );
                return null;
            },
            ct
        );
    }
}

/// <summary>Assigns and finishes the tasks of a retirement.</summary>
public sealed class WorkOnTask(RetirementActionRunner work)
{
    /// <summary>Changes the owner or the due time of a task.</summary>
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

    /// <summary>Finishes a task: its owner may, the owner of the retirement, and the owner of every model concerned.</summary>
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
                    && await RetirementActionRunner.RefusesOwnerAsync(step.Context, retirement, token) is not null
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

/// <summary>Stops traffic to the versions: revokes their permits and blocks their deployment gate, in one transaction.</summary>
public sealed class StopTraffic(RetirementActionRunner work)
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
                    return Domain.SaltedText.TooLong("note");
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
                    $"Traffic stopped: permits of {RetirementEvents.Counted(step.Retirement.Versions.Count, "version")} ended, "
                        + "deployments blocked.",
                    note
                );
                return null;
            },
            ct
        );
}

/// <summary>Confirms that no traffic reaches the versions: the serving system reports it, or a person checked.</summary>
public sealed class ConfirmTraffic(RetirementActionRunner work)
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
                    return Domain.SaltedText.TooLong("note");
                }

                // Only a program can confirm as the serving system; a person's confirmation counts as one and needs evidence.
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
                        ? "A person confirms that all calls have stopped."
                        : "The serving system confirms that all calls have stopped.",
                    command.Note
                );
                return null;
            },
            ct
        );
    }
}
