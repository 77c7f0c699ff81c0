using Governance.Data;
using Governance.Domain;
using Governance.Policies;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Policies;

/// <summary>Reads limits from the policies in force. It decides nothing by them.</summary>
internal sealed class ReadLimits(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock) : IReadLimits
{
    public async Task<IReadOnlyList<PolicyLimit>> OfModelAsync(GateModel model, string stage, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(model);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var policies = await ActivePolicies.ShownAsync(db, ct);
        var name = model.Name;
        var tier = await db.TiersInForceNow().Where(t => t.Model.Name == name).Select(t => t.Tier).FirstOrDefaultAsync(ct);
        var judged = model with { Tier = tier is null ? null : WireName.Of(tier.Tier) };
        return PolicyLimits.Of(policies, judged, stage, clock.GetLocalNow());
    }
}
