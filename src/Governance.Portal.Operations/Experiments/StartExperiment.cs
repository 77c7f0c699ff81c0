using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Experiments;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Experiments;

/// <summary>
/// Starts an approved experiment. Where the challenger decides anything, the gate has to allow it in staging now, as for any deployment.
/// </summary>
public sealed class StartExperiment(ActionRunner runner, IDeployGate gate, IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>Runs it.</summary>
    public async Task<Result<ExperimentId>> RunAsync(Actor actor, string id, CancellationToken ct)
    {
        var attempt = new Attempt("experiment.started", ExperimentSteps.IdOf(id), Permission.PlanExperiments);
        // May they at all? Before the gate tells them anything.
        var may = await runner.RunAsync<Done>(actor, attempt, (_, _) => Task.FromResult<Result<Done>>(Done.Instance), ct);
        if (may.Refusal is { } refused)
        {
            return refused;
        }

        var denied = await GateDeniesAsync(id, ct);
        return await runner.RunAsync<ExperimentId>(
            actor,
            attempt,
            async (context, token) =>
            {
                var found = await ExperimentSteps.LoadAsync(context.Db, id, token);
                if (found.Refusal is { } missing)
                {
                    return missing;
                }

                var experiment = found.Value;
                var refusal =
                    (experiment.State is ExperimentState.Approved ? null : ExperimentRefusals.NotApproved(experiment.Id, experiment.State))
                    ?? await ExperimentSteps.RefusesVersionsAsync(
                        context.Db,
                        experiment.Model,
                        experiment.Champion,
                        experiment.Challenger,
                        experiment.RefusesStages,
                        token
                    )
                    ?? denied
                    ?? experiment.Start(context.Now);
                if (refusal is not null)
                {
                    return refusal;
                }

                ExperimentSteps.Append(
                    context,
                    "experiment.started",
                    experiment,
                    new JsonObject { ["share"] = ExperimentSteps.Text(experiment.Share) }
                );
                return experiment.Id;
            },
            ct
        );
    }

    private async Task<Refusal?> GateDeniesAsync(string id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (
            !DisplayId.TryParse<ExperimentId>(id, out var named)
            || await db.Experiments.AsNoTracking().SingleOrDefaultAsync(e => e.Id == named, ct) is not { } experiment
            || experiment.Kind is ExperimentKind.Shadow
        )
        {
            return null;
        }

        var answer = await gate.JudgeAsync(new DeployQuestion(experiment.Model, experiment.Challenger, "staging", null), ct);
        return answer.Allow ? null : ExperimentRefusals.GateDenies([.. answer.Reasons.Select(r => r.Message)]);
    }
}
