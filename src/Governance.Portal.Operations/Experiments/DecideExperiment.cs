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
/// Someone who did not plan it approves or concludes an experiment, with an electronic signature. A conclusion files the report as evidence
/// of the challenger.
/// </summary>
public sealed class DecideExperiment(
    ActionRunner runner,
    ReauthenticationService reauthentication,
    IFileEvidence evidence,
    IDbContextFactory<GovernanceDbContext> dbFactory
)
{
    private const string Tool = "Governance Portal experiment";

    /// <summary>What is decided.</summary>
    /// <param name="Id">The experiment, as the caller wrote it.</param>
    /// <param name="Step">What is decided.</param>
    /// <param name="Outcome">How.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Proof">Proof of a fresh re-authentication.</param>
    public sealed record Command(string Id, ExperimentStep Step, string? Outcome, string? Reason, string? Proof);

    /// <summary>What a proof is bound to.</summary>
    public static string Binding(ExperimentId id, ExperimentStep step, string outcome) => $"{id}|{WireName.Of(step)}|{outcome}";

    /// <summary>Runs it.</summary>
    public async Task<Result<ExperimentId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(command);
        if (!DisplayId.TryParse<ExperimentId>(command.Id, out var id))
        {
            id = default;
        }

        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            if (
                command.Step is ExperimentStep.Conclusion
                && await db.Experiments.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, ct) is { } known
            )
            {
                await evidence.PrepareAsync(known.Model, known.Challenger, ct);
            }
        }

        var proof = await reauthentication.ConsumeAsync(command.Proof, actor, Binding(id, command.Step, command.Outcome ?? ""), ct);
        var action = command.Step is ExperimentStep.Approval ? "experiment.answered" : "experiment.concluded";
        return await runner.RunAsync(
            actor,
            new Attempt(action, ExperimentSteps.IdOf(command.Id), Permission.DecideExperiments) { LogEveryRefusal = true, Decides = true },
            (context, token) => ActAsync(context, action, command, proof, token),
            ct
        );
    }

    private async Task<Result<ExperimentId>> ActAsync(
        ActionContext context,
        string action,
        Command command,
        Result<ProvenIdentity> proof,
        CancellationToken ct
    )
    {
        var found = await ExperimentSteps.LoadAsync(context.Db, command.Id, ct);
        if (found.Refusal is { } missing)
        {
            return missing;
        }

        var experiment = found.Value;
        var person = new Signer(context.Access.Person!.Value, context.Access.PrintedName, context.Access.Role);
        var batches = await ExperimentSteps.BatchesAsync(context.Db, experiment.Id, ct);
        var parties = await ExperimentSteps.PartiesAsync(context.Db, experiment, batches, person.Id, context.Now, ct);
        if (experiment.RefusesDecider(person.Id, parties) is { } own)
        {
            return own;
        }

        if (command.Step is ExperimentStep.Conclusion && experiment.RefusesConcluder(person.RoleInForce, parties) is { } theirs)
        {
            return theirs;
        }

        if (proof.Refusal is { } unproven)
        {
            return unproven;
        }

        var refusal =
            command.Step is ExperimentStep.Approval
                ? await ApproveAsync(context, experiment, command.Outcome, ct)
                : await ConcludeAsync(context, experiment, command.Outcome, ct);
        if (refusal is not null)
        {
            return refusal;
        }

        var given = ExperimentDecision.Give(
            experiment,
            command.Step,
            command.Outcome!,
            command.Reason,
            person,
            parties,
            proof.Value.ToProof(),
            context.Now
        );
        if (given.Refusal is { } refused)
        {
            return refused;
        }

        if (command.Step is ExperimentStep.Conclusion)
        {
            // Named first: gates judge by the report while it is filed, and ask whether an experiment ended with it.
            experiment.File(await context.Db.NextIdAsync<EvidenceId>(ct));
            var filed = await FileAsync(context, experiment, batches, ct);
            if (filed.Refusal is { } unfiled)
            {
                return unfiled;
            }
        }

        var decision = given.Value;
        context.Db.ExperimentDecisions.Add(decision);
        ExperimentSteps.Append(
            context,
            action,
            experiment,
            new JsonObject
            {
                ["outcome"] = decision.Outcome,
                ["reasonSha256"] = decision.Reason.Sha256,
                ["evidence"] = experiment.Evidence?.ToString(),
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

    private static async Task<Refusal?> ApproveAsync(ActionContext context, Experiment experiment, string? outcome, CancellationToken ct) =>
        outcome is not ("approve" or "refuse") ? ExperimentRefusals.OutcomeUnknown
        : outcome == "approve"
        && await ExperimentSteps.RefusesVersionsAsync(
            context.Db,
            experiment.Model,
            experiment.Champion,
            experiment.Challenger,
            experiment.RefusesStages,
            ct
        )
            is { } notNow
            ? notNow
        : experiment.Answer(outcome == "approve");

    private static async Task<Refusal?> ConcludeAsync(
        ActionContext context,
        Experiment experiment,
        string? outcome,
        CancellationToken ct
    ) =>
        experiment.RefusesConclusion(await ExperimentSteps.IsRolledBackAsync(context.Db, experiment.Id, ct)) is { } early ? early
        : WireName.TryParse<ExperimentOutcome>(outcome, out var known) ? experiment.Conclude(known)
        : ExperimentRefusals.OutcomeUnknown;

    private Task<Result<EvidenceId>> FileAsync(
        ActionContext context,
        Experiment experiment,
        IReadOnlyList<ExperimentBatch> batches,
        CancellationToken ct
    ) =>
        evidence.FileAsync(
            context,
            new EvidenceToFile(
                experiment.Model,
                experiment.Challenger,
                EvidenceKind.Experiment,
                Tool,
                context.Now,
                ExperimentReport.Write(experiment, batches)
            )
            {
                Id = experiment.Evidence,
            },
            ct
        );
}
