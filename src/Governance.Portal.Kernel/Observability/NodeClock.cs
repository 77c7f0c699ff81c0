using Governance.Data;
using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Kernel.Observability;

/// <summary>The clock of this node, beside the database's.</summary>
internal sealed class NodeClock(TimeProvider clock) : IMeasureState
{
    public Task MeasureAsync(PortalMeter meter, GovernanceDbContext db, MeasuringRound round, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(meter);
        ArgumentNullException.ThrowIfNull(round);
        meter.Node.Clock(clock.GetUtcNow() - round.Now);
        return Task.CompletedTask;
    }
}
