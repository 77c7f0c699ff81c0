using Governance.Data;
using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Waivers;

/// <summary>Who asked for a waiver takes it back before it is granted.</summary>
public sealed class WithdrawWaiver(ActionRunner runner)
{
    /// <summary>Runs the action.</summary>
    public Task<Result<WaiverId>> RunAsync(Actor actor, WaiverId id, CancellationToken ct) =>
        runner.RunAsync<WaiverId>(
            actor,
            new Attempt("waiver.withdrawn", id.ToString(), Permission.RequestWaiver),
            async (context, token) =>
            {
                if (await context.Db.Waivers.SingleOrDefaultAsync(w => w.Id == id, token) is not { } waiver)
                {
                    return WaiverRefusals.NotFound;
                }

                if (waiver.Withdraw(context.Access.Person!.Value, context.Now) is { } refusal)
                {
                    return refusal;
                }

                WaiverEvents.Ended(context, waiver);
                return id;
            },
            ct
        );
}
