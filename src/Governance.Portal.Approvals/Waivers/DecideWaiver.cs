using Governance.Data;
using Governance.Data.Approvals;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Waivers;

/// <summary>
/// A risk officer or security approver grants a waiver, refuses it, or ends it early. A grant or an end changes the bundle: signatures on
/// the old one are void.
/// </summary>
public sealed class DecideWaiver(
    ActionRunner runner,
    IFactsChanged factsChanged,
    ReauthenticationService reauthentication,
    IDbContextFactory<GovernanceDbContext> dbFactory
)
{
    /// <summary>What is decided.</summary>
    /// <param name="Waiver">Which.</param>
    /// <param name="Grant">True to grant it; false to refuse it, or to end one in force.</param>
    /// <param name="Reason">Why, when it is refused or ended.</param>
    /// <param name="Proof">Proof of a fresh re-authentication.</param>
    public sealed record Command(WaiverId Waiver, bool Grant, string? Reason, string? Proof);

    /// <summary>What a proof for a waiver is bound to, if it is.</summary>
    public static string Binding(WaiverId waiver) => $"{waiver}|decide";

    /// <summary>Runs the action. Order of the checks: role, proof, people, state, words.</summary>
    public async Task<Result<WaiverId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(command);
        var proof = await reauthentication.ConsumeAsync(command.Proof, actor, Binding(command.Waiver), ct);
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            if (await db.Waivers.AsNoTracking().SingleOrDefaultAsync(w => w.Id == command.Waiver, ct) is { } known)
            {
                await factsChanged.PrepareAsync(known.Model, known.Version, ct);
            }
        }

        var attempt = new Attempt(command.Grant ? "waiver.granted" : "waiver.refused", command.Waiver.ToString(), Permission.GrantWaiver)
        {
            LogEveryRefusal = true,
            Decides = true,
        };
        return await runner.RunAsync(actor, attempt, (context, token) => ActAsync(context, command, proof, token), ct);
    }

    private async Task<Result<WaiverId>> ActAsync(
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
            await context.Db.Waivers.AsNoTracking().Where(w => w.Id == command.Waiver).Select(w => w.Model).SingleOrDefaultAsync(ct)
            is not { } model
        )
        {
            return WaiverRefusals.NotFound;
        }

        // The model's lock first, as everything that evaluates promotions takes it.
        await context.Db.LockModelAsync(model, ct);
        var waiver = await context.Db.Waivers.SingleAsync(w => w.Id == command.Waiver, ct);
        var promotions = await context
            .Db.Promotions.Where(p =>
                p.Model == waiver.Model
                && p.Version == waiver.Version
                && (p.State == PromotionState.Open || p.State == PromotionState.Approved)
            )
            .ToListAsync(ct);
        var version = await context.Db.Versions.SingleAsync(v => v.Model == waiver.Model && v.Version == waiver.Version, ct);
        var parties = await PromotionParties.ReadAsync(context.Db, version, ct);
        var apart = await SeparationReader.LoadAsync(
            context.Db,
            promotions,
            [context.Access.Person!.Value, waiver.AskedBy, .. waiver.Grants.Select(g => g.Attestation.Person)],
            context.Now,
            ct
        );
        var person = new Signer(context.Access.Person!.Value, context.Access.PrintedName, context.Access.Role) { Separation = apart };
        var wasInForce = waiver.State is WaiverState.InForce;
        var said = command.Grant
            ? waiver.Grant(person, promotions, parties, proof.Value.ToProof(), context.Now)
            : waiver.TurnDown(person, command.Reason, proof.Value.ToProof(), context.Now);
        if (!said.IsDone)
        {
            return said.Refusal;
        }

        WaiverEvents.Said(context, waiver, said.Value);
        if (waiver.State is WaiverState.InForce != wasInForce)
        {
            await factsChanged.ChangedAsync(context, waiver.Model, waiver.Version, ct);
        }

        return waiver.Id;
    }
}
