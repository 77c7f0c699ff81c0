using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Experiments;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Experiments;

/// <summary>
/// Starts an approved experiment. Where the challenger decides for anyone, it needs a promotion to production that the gate allows now, by
/// the rules and with the signatures of production: one that is limited to this experiment, or one that is not limited.
/// </summary>
public sealed class StartExperiment(
    ActionRunner runner,
    IDeployGate gate,
    IPromotionAnchors anchors,
    IDbContextFactory<GovernanceDbContext> dbFactory
)
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

        var (denied, promotion) = await PromotedAsync(id, ct);
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
                    ?? await CarryOutAsync(context, experiment, promotion, token)
                    ?? experiment.Start(context.Now);
                if (refusal is not null)
                {
                    return refusal;
                }

                ExperimentSteps.Append(
                    context,
                    "experiment.started",
                    experiment,
                    new JsonObject
                    {
                        ["share"] = ExperimentSteps.Text(experiment.Share),
                        ["promotion"] = experiment.Serves ? promotion?.ToString() : null,
                    }
                );
                return experiment.Id;
            },
            ct
        );
    }

    // The gate reads on its own and may take its time, so it is asked before the transaction that starts the experiment.
    private async Task<(Refusal? Refusal, PromotionId? Promotion)> PromotedAsync(string id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (
            !DisplayId.TryParse<ExperimentId>(id, out var named)
            || await db.Experiments.AsNoTracking().SingleOrDefaultAsync(e => e.Id == named, ct) is not { Serves: true } experiment
        )
        {
            return (null, null);
        }

        var answer = await gate.JudgeAsync(
            new DeployQuestion(experiment.Model, experiment.Challenger, WireName.Of(Stage.Production), null) { Experiment = named },
            ct
        );
        return !answer.Allow
                ? (
                    ExperimentRefusals.NotPromoted(named, experiment.Challenger, [.. answer.Reasons.Select(r => Sentence.Ours(r.Message))]),
                    null
                )
            : answer.Override is not null ? (ExperimentRefusals.NoOverride(named), null)
            : DisplayId.TryParse<PromotionId>(answer.Promotion, out var promotion) ? (null, promotion)
            : (ExperimentRefusals.NotPromoted(named, experiment.Challenger, []), null);
    }

    // What the gate said rests on the promotion; between its answer and now that may have changed. One that is limited to the experiment
    // is carried out by its start: what was signed no longer follows the facts, and from here on the posture does.
    private async Task<Refusal?> CarryOutAsync(ActionContext context, Experiment experiment, PromotionId? id, CancellationToken ct)
    {
        if (!experiment.Serves)
        {
            return null;
        }

        await context.Db.LockModelAsync(experiment.Model, ct);
        var promotion = id is null ? null : await context.Db.Promotions.SingleOrDefaultAsync(p => p.Id == id, ct);
        if (promotion is not { To: Stage.Production } || !promotion.Carries(experiment.Id))
        {
            return ExperimentRefusals.NotPromoted(experiment.Id, experiment.Challenger, []);
        }

        var version = await context.Db.Versions.SingleAsync(v => v.Model == promotion.Model && v.Version == promotion.Version, ct);
        if (
            (promotion.RefusesDeployment(context.Now) ?? await anchors.RefusesAsync(context.Db, new(promotion, version), ct)) is { } refusal
        )
        {
            return ExperimentRefusals.NotPromoted(experiment.Id, experiment.Challenger, [refusal.Words]);
        }

        if (promotion.Experiment == experiment.Id && promotion.State is PromotionState.Approved)
        {
            promotion.MarkDeployed(context.Now);
            context.Append(
                new AuditEvent("promotion.deployed", promotion.Id.ToString(), new JsonObject { ["experiment"] = experiment.Id.ToString() })
            );
        }

        return null;
    }
}
