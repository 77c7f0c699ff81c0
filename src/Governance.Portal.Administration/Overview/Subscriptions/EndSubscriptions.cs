using Governance.Data;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Kpis;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Overview.Subscriptions;

/// <summary>Ends the mailed dashboards of someone whose account is disabled, with that: not when the next mail is due.</summary>
internal sealed class EndSubscriptions : IAccountDisabled
{
    /// <inheritdoc/>
    public async Task DisabledAsync(ActionContext context, UserId person, CancellationToken ct)
    {
        foreach (
            var one in await context
                .Db.DashboardSubscriptions.Where(s => s.Person == person && s.State != SubscriptionState.Ended)
                .ToListAsync(ct)
        )
        {
            one.End();
            context.Append(new AuditEvent("subscription.ended", one.Id.ToString(), []));
        }
    }
}
