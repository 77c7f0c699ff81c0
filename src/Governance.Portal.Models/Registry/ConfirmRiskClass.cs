using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Approvals;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry;

/// <summary>
/// A second person confirms that gates ask for less of a model, or says no. A confirmed one changes the bundles of its promotions.
/// </summary>
public sealed class ConfirmRiskClass(ActionRunner runner, IFactsChanged factsChanged, ReauthenticationService reauthentication)
{
    /// <summary>What is decided.</summary>
    /// <param name="Model">Name of the model.</param>
    /// <param name="Confirm">True to confirm it, false to decline it.</param>
    /// <param name="Proof">Proof of a fresh re-authentication.</param>
    public sealed record Command(string Model, bool Confirm, string? Proof);

    /// <summary>What a proof for this is bound to, if it is.</summary>
    public static string Binding(string model) => $"{model}|risk-class";

    /// <summary>Runs the action. Order of the checks: role, proof, model, people.</summary>
    public async Task<Result<ModelView>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(command);
        var proof = await reauthentication.ConsumeAsync(command.Proof, actor, Binding(command.Model), ct);
        if (ModelName.IsModel(command.Model))
        {
            await factsChanged.PrepareAsync(command.Model, version: null, ct);
        }

        var attempt = new Attempt(
            command.Confirm ? "model.class-confirmed" : "model.class-declined",
            ModelName.IsModel(command.Model) ? command.Model : "model",
            Permission.ConfirmRiskClass
        )
        {
            LogEveryRefusal = true,
            Decides = command.Confirm,
        };
        return await runner.RunAsync<ModelView>(actor, attempt, (context, token) => ActAsync(context, command, proof, token), ct);
    }

    private async Task<Result<ModelView>> ActAsync(
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

        if (
            !ModelName.IsModel(command.Model)
            || await context.Db.Models.SingleOrDefaultAsync(m => m.Name == command.Model, ct) is not { } model
        )
        {
            return ModelRefusals.NotFound(command.Model);
        }

        if (
            await context.Db.RiskLowerings.SingleOrDefaultAsync(l => l.Model == model.Name && l.State == RiskLoweringState.Pending, ct)
            is not { } lowering
        )
        {
            return ModelRefusals.NoLoweringWaits;
        }

        var me = context.Access.Person!.Value; // the right is never a key's
        var asking = await AccessReader.PeopleBehindAsync(context.Db, lowering.AskedBy, ct);
        var apart = await SeparationReader.LoadAsync(context.Db, [], [me, .. asking], context.Now, ct);
        var person = new Signer(me, context.Access.PrintedName, context.Access.Role) { Separation = apart };
        var before = model.RiskClass;
        var standing = model.RiskClass is null ? (RiskClass?)null : await ClassOfModel.StandingAsync(context.Db, model, context.Now, ct);
        if (
            (
                command.Confirm
                    ? lowering.Confirm(model, person, asking, context.Now)
                    : lowering.Decline(model, standing, person, context.Now)
            ) is
            { } refusal
        )
        {
            return refusal;
        }

        var entry = RiskClassEvents.Of(command.Confirm ? "model.class-confirmed" : "model.class-declined", lowering);
        entry.Data["authentication"] = new JsonObject { ["method"] = proof.Value.Method, ["at"] = CanonicalJson.Time(proof.Value.At) };
        context.Append(entry);
        if (command.Confirm || before != model.RiskClass)
        {
            await factsChanged.ChangedAsync(context, model.Name, version: null, ct);
        }

        return await GetModel.ViewAsync(context.Db, model, context.Now, ct);
    }
}
