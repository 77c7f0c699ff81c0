using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Experiments;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Experiments;

/// <summary>
/// Someone who may roll back signs that the challenger of a breached experiment decides nothing any more. If it is in production by now,
/// the same signature puts the champion back there, by the rules of every roll-back.
/// </summary>
public sealed class RollBackChallenger(
    ActionRunner runner,
    ReauthenticationService reauthentication,
    IRollBack rollBack,
    IFactsChanged factsChanged,
    IDbContextFactory<GovernanceDbContext> dbFactory
)
{
    /// <summary>How the decision is called.</summary>
    public const string Outcome = "rolled-back";

    /// <summary>Runs it.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="id">The experiment, as the caller wrote it.</param>
    /// <param name="reason">What was done.</param>
    /// <param name="proof">Proof of a fresh re-authentication.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<ExperimentId>> RunAsync(Actor actor, string id, string? reason, string? proof, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (!DisplayId.TryParse<ExperimentId>(id, out var named))
        {
            named = default;
        }

        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            if (await db.Experiments.Where(e => e.Id == named).Select(e => e.Model).SingleOrDefaultAsync(ct) is { } model)
            {
                await factsChanged.PrepareAsync(model, version: null, ct);
            }
        }

        var proven = await reauthentication.ConsumeAsync(
            proof,
            actor,
            DecideExperiment.Binding(named, ExperimentStep.RollBack, Outcome),
            ct
        );
        return await runner.RunAsync(
            actor,
            new Attempt("experiment.rolled-back", ExperimentSteps.IdOf(id), Permission.RollBack) { LogEveryRefusal = true, Decides = true },
            (context, token) => ActAsync(context, id, reason, proven, token),
            ct
        );
    }

    private async Task<Result<ExperimentId>> ActAsync(
        ActionContext context,
        string id,
        string? reason,
        Result<ProvenIdentity> proof,
        CancellationToken ct
    )
    {
        var found = await ExperimentSteps.LoadAsync(context.Db, id, ct);
        if (found.Refusal is { } missing)
        {
            return missing;
        }

        if (proof.Refusal is { } unproven)
        {
            return unproven;
        }

        var experiment = found.Value;
        if (experiment.RefusesRollBack(await ExperimentSteps.IsRolledBackAsync(context.Db, experiment.Id, ct)) is { } notOpen)
        {
            return notOpen;
        }

        var person = new Signer(context.Access.Person!.Value, context.Access.PrintedName, context.Access.Role);
        var given = ExperimentDecision.Give(
            experiment,
            ExperimentStep.RollBack,
            Outcome,
            reason,
            person,
            await ExperimentSteps.PartiesAsync(context.Db, experiment, [], person.Id, context.Now, ct),
            proof.Value.ToProof(),
            context.Now
        );
        if (given.Refusal is { } refused)
        {
            return refused;
        }

        var deployment = await DeploymentAsync(context, experiment, reason, ct);
        if (deployment.Refusal is { } notRolled)
        {
            return notRolled;
        }

        var decision = given.Value;
        context.Db.ExperimentDecisions.Add(decision);
        ExperimentSteps.Append(
            context,
            "experiment.rolled-back",
            experiment,
            new JsonObject
            {
                ["version"] = experiment.Challenger,
                ["deployment"] = deployment.Value,
                ["dueAt"] = CanonicalJson.Time(experiment.RollBackDueAt!.Value),
                ["reasonSha256"] = decision.Reason.Sha256,
                ["authentication"] = new JsonObject
                {
                    ["method"] = decision.Attestation.AuthenticationMethod,
                    ["at"] = CanonicalJson.Time(decision.Attestation.AuthenticatedAt),
                },
            },
            decision.Attestation.PrintedName
        );
        return experiment.Id;
    }

    // Its share of the traffic, and the deployments that recorded it, ended when the experiment stopped.
    private async Task<Result<string?>> DeploymentAsync(ActionContext context, Experiment experiment, string? reason, CancellationToken ct)
    {
        var (model, version) = (experiment.Model, experiment.Challenger);
        if (!await context.Db.Versions.AnyAsync(v => v.Model == model && v.Version == version && v.Stage == Stage.Production, ct))
        {
            return Result<string?>.Done(null);
        }

        var rolled = await rollBack.ActAsync(context, model, version, experiment.Champion, reason, ct);
        return rolled.Refusal is { } refusal ? refusal : Result<string?>.Done(rolled.Value.ToString());
    }
}
