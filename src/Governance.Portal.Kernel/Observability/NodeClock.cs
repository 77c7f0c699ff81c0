using Governance.Data;
using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Kernel.Observability;

/// <summary>The clock of this node, beside the database's.</summary>
internal sealed class NodeClock(TimeProvider clock) : IMeasureState
{
    public Task MeasureAsync(PortalMeter meter, GovernanceDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(meter);
        meter.Node.Clock(clock.GetUtcNow() - now);
        return Task.CompletedTask;
    }
}
