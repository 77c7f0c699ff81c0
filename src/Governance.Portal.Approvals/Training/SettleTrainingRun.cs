using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Training;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Training;

/// <summary>
/// One of those who answer for the data of a run without a permit says what happened and what becomes of the version. Gates go on judging.
/// </summary>
public sealed class SettleTrainingRun(ActionRunner runner)
{
    /// <summary>Runs it.</summary>
    public Task<Result<TrainingRunId>> RunAsync(Actor actor, string id, string? answer, CancellationToken ct)
    {
        var named = DisplayId.TryParse<TrainingRunId>(id, out var known) ? known : default;
        return runner.RunAsync<TrainingRunId>(
            actor,
            new Attempt("training.run-answered", named.ToString(), Permission.ApproveTraining) { Decides = true },
            async (context, token) =>
            {
                if (await context.Db.TrainingRuns.SingleOrDefaultAsync(r => r.Id == named, token) is not { } run)
                {
                    return TrainingRefusals.RunNotFound;
                }

                if (run.Settle(context.Access.Person!.Value, answer, context.Now) is { } refusal)
                {
                    return refusal;
                }

                context.Append(
                    new AuditEvent("training.run-answered", named.ToString(), new JsonObject { ["answerSha256"] = run.Answer!.Sha256 })
                    {
                        ActorName = context.Access.PrintedName,
                        Covers = run.Model.Length > 0 ? [run.Model] : [],
                    }
                );
                return named;
            },
            ct
        );
    }
}
