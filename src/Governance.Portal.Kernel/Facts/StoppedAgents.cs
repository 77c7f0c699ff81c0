using Governance.Data;
using Governance.Domain;
using Governance.Domain.Agents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>Whether an agent is stopped. Read from the database by each that asks, so that it counts on all nodes at once.</summary>
public static class StoppedAgents
{
    /// <summary>Why nothing of this model may act; null for a model that is no agent, or not stopped.</summary>
    public static async Task<Refusal?> OfAsync(GovernanceDbContext db, string model, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var stopped = await db.Agents.IgnoreQueryFilters().AsNoTracking().AnyAsync(a => a.Model == model && a.IsStopped, ct);
        return stopped ? AgentRefusals.Stopped(model) : null;
    }
}
