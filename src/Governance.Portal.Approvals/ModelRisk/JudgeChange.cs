using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.ModelRisk;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>
/// Decides and signs whether a version is a material change of the one in production. Live promotions of the model are judged again.
/// </summary>
public sealed class JudgeChange(ActionRunner runner, IFactsChanged factsChanged, ReauthenticationService reauthentication)
{
    /// <summary>What is decided.</summary>
    /// <param name="Model">The model's name.</param>
    /// <param name="Version">The version's name.</param>
    /// <param name="Material">True for a material change.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Proof">Proof of a fresh re-authentication.</param>
    public sealed record Command(string? Model, string? Version, bool? Material, string? Reason, string? Proof);

    /// <summary>What a proof for this is bound to, if it is.</summary>
    public static string Binding(string model, string version) => $"{ModelName.Of(model, version)}|change";

    /// <summary>Runs the action. Order of the checks: role, proof, version, words.</summary>
    public async Task<Result<ModelChangeId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(command);
        var proof = await reauthentication.ConsumeAsync(command.Proof, actor, Binding(command.Model ?? "", command.Version ?? ""), ct);
        await factsChanged.PrepareAsync(command.Model ?? "", null, ct);
        var attempt = new Attempt("model.change-judged", ModelRiskPeople.Subject(command.Model), Permission.ManageModelRisk)
        {
            LogEveryRefusal = true,
        };
        return await runner.RunAsync(actor, attempt, (context, token) => ActAsync(context, command, proof, token), ct);
    }

    /// <summary>The version that serves in production; null where none does.</summary>
    internal static Task<string?> InProductionAsync(GovernanceDbContext db, string model, CancellationToken ct) =>
        db
            .Deployments.AsNoTracking()
            .Where(d => d.Model == model && d.Until == null && d.Stage == Stage.Production)
            .OrderByDescending(d => d.Since)
            .ThenByDescending(d => d.Id)
            .Select(d => d.Version)
            .FirstOrDefaultAsync(ct);

    private async Task<Result<ModelChangeId>> ActAsync(
        ActionContext context,
        Command command,
        Result<ProvenIdentity> proof,
        CancellationToken ct
    )
    {
        if (!proof.IsDone)
        {
            return proof.Refusal;
        }

        var found = await ModelRiskPeople.LockAsync(context, command.Model, command.Version, ct);
        if (!found.IsDone)
        {
            return found.Refusal;
        }

        var version = found.Value.Version;
        var signed = ModelChange.Sign(
            await context.Db.NextIdAsync<ModelChangeId>(ct),
            (version.Model, version.Version),
            await InProductionAsync(context.Db, version.Model, ct),
            command.Material,
            command.Reason,
            new Signer(context.Access.Person!.Value, context.Access.PrintedName, context.Access.Role),
            proof.Value.ToProof(),
            context.Now
        );
        if (!signed.IsDone)
        {
            return signed.Refusal;
        }

        context.Db.ModelChanges.Add(signed.Value);
        ModelRiskEvents.Change(context, signed.Value);
        await factsChanged.ChangedAsync(context, version.Model, null, ct);
        return signed.Value.Id;
    }
}
