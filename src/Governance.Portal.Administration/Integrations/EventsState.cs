using Governance.Data;
using Governance.Domain.Integrations;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Observability;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Integrations;

/// <summary>Events that wait for a destination, whether it is away or paused.</summary>
internal sealed class EventsState : IMeasureState
{
    public async Task MeasureAsync(PortalMeter meter, GovernanceDbContext db, MeasuringRound round, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(meter);
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(round);
        var now = round.Now;
        var waiting = db.Deliveries.AsNoTracking().Where(d => d.State == DeliveryState.Waiting);
        var depth = await waiting.CountAsync(ct);
        var oldest = depth == 0 ? now : await waiting.OrderBy(d => d.QueuedAt).Select(d => d.QueuedAt).FirstOrDefaultAsync(ct);
        meter.Waiting("events", depth, now - oldest);
    }
}
