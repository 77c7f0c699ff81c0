using Governance.Data;
using Governance.Data.Approvals;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Domain.Targets;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Compliance.Targets;

/// <summary>
/// A second person signs the draft, with a fresh proof of who they are: the version in force steps back, and risks and live promotions of
/// the system's models are judged by the new one.
/// </summary>
public sealed class SignTargets(
    ActionRunner runner,
    IFactsChanged factsChanged,
    ReauthenticationService reauthentication,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    IOptions<RisksOptions> options
)
{
    /// <summary>What is signed.</summary>
    /// <param name="System">The system.</param>
    /// <param name="ContentSha256">Digest of what the signer saw.</param>
    /// <param name="Proof">Proof of a fresh re-authentication.</param>
    public sealed record Command(SystemId System, string? ContentSha256, string? Proof);

    /// <summary>What a proof for this is bound to, if it is.</summary>
    public static string Binding(SystemId system) => $"{system}|targets";

    /// <summary>Runs the action. Order of the checks: role, proof, system, person, state, content.</summary>
    public async Task<Result<SystemTargetsId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(command);
        var proof = await reauthentication.ConsumeAsync(command.Proof, actor, Binding(command.System), ct);
        await PrepareAsync(command.System, ct);
        var attempt = new Attempt("targets.signed", command.System.ToString(), Permission.SignTargets)
        {
            LogEveryRefusal = true,
            Decides = true,
        };
        return await runner.RunAsync(actor, attempt, (context, token) => ActAsync(context, command, proof, token), ct);
    }

    private async Task<Result<SystemTargetsId>> ActAsync(
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

        if (await context.Db.AiSystems.SingleOrDefaultAsync(s => s.Id == command.System, ct) is not { } system)
        {
            return SystemRefusals.NotFound;
        }

        if (system.LifeCycle is LifeCycle.Retired)
        {
            return TargetsRefusals.SystemRetired;
        }

        var live = await context
            .Db.SystemTargets.Where(t => t.System == system.Id && t.State != TargetsState.Superseded)
            .OrderBy(t => t.Number)
            .ToListAsync(ct);
        if (live.Find(t => t.State is TargetsState.Draft) is not { } draft)
        {
            return TargetsRefusals.NoDraft;
        }

        var before = live.Find(t => t.State is TargetsState.InForce);
        var person = context.Access.Person!.Value;
        var signer = new Signer(person, context.Access.PrintedName, context.Access.Role)
        {
            Separation = await SeparationReader.LoadAsync(context.Db, [], [person, .. draft.Authors], context.Now, ct),
        };
        if (
            draft.Sign(signer, system.Owner, command.ContentSha256, options.Value.Appetite, before, proof.Value.ToProof(), context.Now) is
            { } refusal
        )
        {
            return refusal;
        }

        before?.Supersede(context.Now);
        var data = TargetsEvents.Data(draft);
        data["supersedes"] = before?.Id.ToString();
        context.Append(
            new AuditEvent("targets.signed", draft.AuditSubject, data)
            {
                ActorName = context.Access.PrintedName,
                Covers = before is null ? [system.Id.ToString()] : [system.Id.ToString(), before.Id.ToString()],
            }
        );
        var loosens = before is not null && draft.AsksForLess(before);
        foreach (var model in await ClassOfModel.ModelsOfAsync(context.Db, system, ct))
        {
            if (loosens)
            {
                LoosenedGates.Note(context, model, draft.Id.ToString());
            }

            await factsChanged.ChangedAsync(context, model, version: null, ct);
        }

        return draft.Id;
    }

    // What takes long, before the transaction.
    private async Task PrepareAsync(SystemId system, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await db.AiSystems.AsNoTracking().SingleOrDefaultAsync(s => s.Id == system, ct) is { } found)
        {
            foreach (var model in await ClassOfModel.ModelsOfAsync(db, found, ct))
            {
                await factsChanged.PrepareAsync(model, version: null, ct);
            }
        }
    }
}
