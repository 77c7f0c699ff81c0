using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Experiments;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Models.Registry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Registries.MlFlow.Actions;

/// <summary>
/// Puts a version into a stage for MLflow clients. To them that is a deployment: what loads <c>models:/name@champion</c> serves it. So it
/// is the same action with the same gate: a deployment under the approval of that very version, or a roll-back to a version approved
/// before.
/// </summary>
public sealed class ServeVersion(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    IDeployGate gate,
    DeployVersion deploy,
    RollBack rollBack,
    IOptions<MlFlowOptions> options
)
{
    /// <summary>
    /// Why a version may not have a share of real traffic; null when an approval to production lets it, for all or in an experiment that
    /// runs.
    /// </summary>
    public async Task<string?> RefusesShareAsync(ModelVersion version, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(version);
        List<ExperimentId> running;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            running = await db
                .Experiments.AsNoTracking()
                .Where(e =>
                    e.Model == version.Model
                    && e.Challenger == version.Version
                    && e.State == ExperimentState.Running
                    && e.Kind != ExperimentKind.Shadow
                )
                .OrderBy(e => e.Id)
                .Select(e => e.Id)
                .ToListAsync(ct);
        }

        var question = new DeployQuestion(version.Model, version.Version, WireName.Of(Stage.Production), null);
        var answer = await gate.JudgeAsync(question, ct);
        foreach (var experiment in running)
        {
            answer = answer.Allow ? answer : await gate.JudgeAsync(question with { Experiment = experiment }, ct);
        }

        return answer.Allow ? null : string.Join(' ', answer.Reasons.Select(r => r.Message));
    }

    /// <summary>Brings a version to staging or production.</summary>
    /// <returns>Why it may not go there, in words; null when it stands there now.</returns>
    public async Task<string?> RunAsync(Actor actor, ModelVersion version, Stage stage, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(version);
        var answer = await gate.JudgeAsync(new(version.Model, version.Version, WireName.Of(stage), null), ct);
        if (!answer.Allow)
        {
            var ask = answer.Reasons.Any(r => r.Code is "promotion.none")
                ? ""
                : $" Its promotion requests are in the portal, at /models/{version.Model}.";
            return string.Join(' ', answer.Reasons.Select(r => r.Message)) + ask;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var now = await db
            .Versions.AsNoTracking()
            .Where(v => v.Model == version.Model && v.Version == version.Version)
            .Select(v => v.Stage)
            .SingleAsync(ct);
        if (now == stage)
        {
            return null;
        }

        var approval = DisplayId.TryParse<PromotionId>(answer.Promotion, out var id)
            ? await db.Promotions.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct)
            : null;
        var serving = stage is not Stage.Production
            ? null
            : await db
                .Versions.AsNoTracking()
                .Where(v => v.Model == version.Model && v.Stage == Stage.Production)
                .Select(v => v.Version)
                .FirstOrDefaultAsync(ct);
        var outcome =
            approval?.State is PromotionState.Deployed && serving is not null
                ? await rollBack.RunAsync(
                    actor,
                    new(version.Model, serving, version.Version, "An MLflow client put this version back into production."),
                    ct
                )
                : await deploy.RunAsync(actor, new(version.Model, version.Version, options.Value.Environment, answer.Promotion), ct);
        return outcome.Refusal?.Message;
    }
}
