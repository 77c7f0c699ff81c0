using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Retirements;
using Governance.Portal.Kernel.Api;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Retirements;

/// <summary>
/// Runs an action on a retirement with what all of them share: the locks of its models, the comparison with the caller's revision
/// (If-Match), and who may do it.
/// </summary>
public sealed class RetirementActionRunner(ActionRunner runner, ReadFindings findings)
{
    /// <summary>What an action works with.</summary>
    /// <param name="Retirement">The retirement, held.</param>
    /// <param name="Context">The running action.</param>
    /// <param name="ReadAsync">Reads what the records say of it now.</param>
    internal sealed record Step(Retirement Retirement, ActionContext Context, Func<CancellationToken, Task<RetirementFindings>> ReadAsync)
    {
        /// <summary>The instant of the action.</summary>
        public DateTimeOffset Now => Context.Now;

        /// <summary>Printed name of who acts.</summary>
        public string By => Context.Access.PrintedName;
    }

    /// <summary>Runs an action on one retirement.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="action">What, as the log names it.</param>
    /// <param name="id">Which.</param>
    /// <param name="ifMatch">The revision the caller insists on, as an entity tag; null when they do not.</param>
    /// <param name="permission">What it takes. Retiring also takes being the owner or deputy of the models.</param>
    /// <param name="act">Asks the retirement, and appends the fact of it.</param>
    /// <param name="ct">Cancels.</param>
    internal Task<Result<RetirementId>> RunAsync(
        Actor actor,
        string action,
        RetirementId id,
        string? ifMatch,
        Permission permission,
        Func<Step, CancellationToken, Task<Refusal?>> act,
        CancellationToken ct
    ) =>
        runner.RunAsync<RetirementId>(
            actor,
            new Attempt(action, id.ToString(), permission),
            async (context, token) =>
            {
                if (await LoadAsync(context.Db, id, token) is not { } retirement)
                {
                    return RetirementRefusals.NotFound;
                }

                if (permission == Permission.Retire && await RefusesOwnerAsync(context, retirement, token) is { } forbidden)
                {
                    return forbidden;
                }

                if (ETags.Refuses(ifMatch, retirement.Revision) is { } stale)
                {
                    return stale;
                }

                var step = new Step(retirement, context, cancel => findings.RunAsync(context.Db, retirement, context.Now, cancel));
                return await act(step, token) is { } refusal ? refusal : id;
            },
            ct
        );

    /// <summary>Refuses a person who does not own each of its models (owner or deputy).</summary>
    internal static async Task<Refusal?> RefusesOwnerAsync(ActionContext context, Retirement retirement, CancellationToken ct)
    {
        var names = retirement.Versions.Select(v => v.Model).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var models = await context.Db.Models.Where(m => names.Contains(m.Name)).ToListAsync(ct);
        return
            names.Find(name =>
                context.Access.Person is not { } person || models.Find(m => m.Name == name)?.IsAnsweredForBy(person) is not true
            )
                is { } other
            ? RetirementRefusals.NotOwner(other)
            : null;
    }

    // Its models are locked first, in the order of their names: everything that deploys or re-evaluates promotions locks them so.
    private static async Task<Retirement?> LoadAsync(GovernanceDbContext db, RetirementId id, CancellationToken ct)
    {
        await db.LockModelsAsync(
            await db.RetirementVersions.Where(v => v.Retirement == id).Select(v => v.Model).Distinct().ToListAsync(ct),
            ct
        );
        return await db.Retirements.SingleOrDefaultAsync(r => r.Id == id, ct);
    }
}
