using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.ModelRisk;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>A second person confirms a lower tier than the answers give, or declines it.</summary>
public sealed class DecideTier(ActionRunner runner, IFactsChanged factsChanged)
{
    /// <summary>Runs the action.</summary>
    public async Task<Result<TierAssessmentId>> RunAsync(Actor actor, string model, TierAssessmentId id, bool confirm, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        await factsChanged.PrepareAsync(model, null, ct);
        var attempt = new Attempt(confirm ? "model.tier-confirmed" : "model.tier-declined", id.ToString(), Permission.ValidateModels)
        {
            Decides = true,
        };
        return await runner.RunAsync(actor, attempt, (context, token) => ActAsync(context, model, id, confirm, token), ct);
    }

    private async Task<Result<TierAssessmentId>> ActAsync(
        ActionContext context,
        string model,
        TierAssessmentId id,
        bool confirm,
        CancellationToken ct
    )
    {
        var found = await ModelRiskPeople.LockAsync(context, model, ct);
        if (!found.IsDone)
        {
            return found.Refusal;
        }

        if (await context.Db.TierAssessments.SingleOrDefaultAsync(t => t.Model == model && t.Id == id, ct) is not { } tier)
        {
            return TierRefusals.NotFound;
        }

        var person = await ModelRiskPeople.SignerAsync(context, [tier.By], ct);
        var renews = confirm ? await CurrentAsync(context.Db, model, ct) : null;
        var standing = renews is { } current
            ? await context.Db.TierAssessments.AsNoTracking().Where(t => t.Id == current).Select(t => (ModelTier?)t.Tier).SingleAsync(ct)
            : null;
        if (tier.Decide(person, confirm, context.Now) is { } refusal)
        {
            return refusal;
        }

        ModelRiskEvents.Tier(context, confirm ? "model.tier-confirmed" : "model.tier-declined", tier, renews);
        if (confirm)
        {
            // Policies go by it, and a lower one is asked for less.
            if (standing < tier.Tier)
            {
                LoosenedGates.Note(context, model, id.ToString());
            }

            await factsChanged.ChangedAsync(context, model, null, ct);
        }

        return id;
    }

    /// <summary>The assessment that counts; null where none does.</summary>
    internal static async Task<TierAssessmentId?> CurrentAsync(GovernanceDbContext db, string model, CancellationToken ct) =>
        await db
            .TierAssessments.AsNoTracking()
            .Where(t => t.Model == model && t.State == TierState.InForce)
            .OrderByDescending(t => t.Id)
            .Select(t => (TierAssessmentId?)t.Id)
            .FirstOrDefaultAsync(ct);
}
