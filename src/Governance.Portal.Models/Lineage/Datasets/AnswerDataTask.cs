using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Datasets;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Lineage.Datasets;

/// <summary>Who has the task, or a compliance officer, says what came of it. Gates go on judging by the record of the dataset.</summary>
public sealed class AnswerDataTask(ActionRunner runner)
{
    /// <summary>What is answered.</summary>
    /// <param name="Id">The task, as the caller wrote it.</param>
    /// <param name="Outcome">Wire name of what came of it.</param>
    /// <param name="Reason">What was done, or why it stays.</param>
    public sealed record Command(string Id, string? Outcome, string? Reason);

    /// <summary>Runs it.</summary>
    public Task<Result<DataTask>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        var id = DisplayId.TryParse<DataTaskId>(command.Id, out var named) ? named : default;
        return runner.RunAsync<DataTask>(
            actor,
            new Attempt("dataset.task-answered", id.ToString(), Permission.WriteDatasets) { Decides = true },
            async (context, token) =>
            {
                if (await context.Db.DataTasks.SingleOrDefaultAsync(t => t.Id == id, token) is not { } task)
                {
                    return DatasetRefusals.TaskNotFound;
                }

                if (
                    context.Access.Actor.Kind is not ActorKind.User
                    || context.Access.Person is not { } person
                    || (person != task.Owner && context.Access.Role != Roles.ComplianceOfficer)
                )
                {
                    return DatasetRefusals.TaskOfOthers;
                }

                if (!WireName.TryParse<DataTaskOutcome>(command.Outcome, out var outcome))
                {
                    return DatasetRefusals.TaskOutcome;
                }

                if (task.Answer(outcome, command.Reason, person, context.Now) is { } refusal)
                {
                    return refusal;
                }

                context.Append(
                    new AuditEvent(
                        "dataset.task-answered",
                        id.ToString(),
                        new JsonObject { ["outcome"] = WireName.Of(outcome), ["reasonSha256"] = task.Reason!.Sha256 }
                    )
                    {
                        ActorName = context.Access.PrintedName,
                        Covers = task.Model.Length == 0 ? [task.Dataset.ToString()] : [task.Dataset.ToString(), task.Model],
                    }
                );
                return task;
            },
            ct
        );
    }
}
