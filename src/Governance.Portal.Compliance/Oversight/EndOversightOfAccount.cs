using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Oversight;

/// <summary>Someone whose account is disabled oversees nothing any more: their appointments end with it.</summary>
internal sealed class EndOversightOfAccount(IFactsChanged factsChanged) : IAccountDisabled
{
    /// <inheritdoc/>
    public async Task DisabledAsync(ActionContext context, UserId person, CancellationToken ct)
    {
        foreach (
            var overseer in await context
                .Db.Overseers.IgnoreQueryFilters()
                .Where(o => o.Person == person && o.EndedAt == null)
                .OrderBy(o => o.Id)
                .ToListAsync(ct)
        )
        {
            overseer.EndWithAccount(context.Now);
            var system = await context.Db.AiSystems.IgnoreQueryFilters().SingleAsync(s => s.Id == overseer.System, ct);
            await OversightAction.AppendAsync(context, system, "overseer.ended", EndOverseer.Written(overseer), factsChanged, ct);
        }
    }
}
