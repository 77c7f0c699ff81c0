using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Integrations;
using Governance.Domain.Integrations.Formats;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Integrations;

/// <summary>
/// Sends one event that names nothing of the log, at once, and says what came of it. Also to one that is paused: before it is resumed.
/// </summary>
public sealed class TestDestination
{
    private readonly ActionRunner _runner;
    private readonly IDbContextFactory<GovernanceDbContext> _dbFactory;
    private readonly DestinationSender _sender;
    private readonly TimeProvider _clock;

    internal TestDestination(
        ActionRunner runner,
        IDbContextFactory<GovernanceDbContext> dbFactory,
        DestinationSender sender,
        TimeProvider clock
    ) => (_runner, _dbFactory, _sender, _clock) = (runner, dbFactory, sender, clock);

    /// <summary>Runs it.</summary>
    public async Task<Result<DeliveryView>> RunAsync(Actor actor, DestinationId id, CancellationToken ct)
    {
        var found = await _runner.RunAsync<Destination>(
            actor,
            new Attempt("integration.tested", id.ToString(), Permission.Administer),
            async (context, token) =>
            {
                if (
                    await context
                        .Db.Destinations.AsNoTracking()
                        .SingleOrDefaultAsync(d => d.Id == id && d.State != DestinationState.Removed, token)
                    is not { } destination
                )
                {
                    return DestinationRefusals.NotFound;
                }

                context.Append(new AuditEvent("integration.tested", id.ToString(), new JsonObject { ["host"] = destination.Host }));
                return destination;
            },
            ct
        );
        if (found.Refusal is { } refusal)
        {
            return refusal;
        }

        var test = OutboundEvent.Test(_sender.Origin, DestinationSender.Version, id, Guid.NewGuid().ToString("N"), _clock.GetUtcNow());
        var delivery = Delivery.Queue(id, null, test.MessageId, OutboundEvent.TestAction, id.ToString(), false, _clock.GetUtcNow());
        var outcome = (await _sender.SendAsync(found.Value, [test], ct))[0];
        delivery.Tried(outcome, 0, _clock.GetUtcNow());
        if (!outcome.IsTaken)
        {
            delivery.GiveUp();
        }

        await using var db = await _dbFactory.CreateDbContextAsync(ct);
        db.Deliveries.Add(delivery);
        await db.SaveChangesAsync(CancellationToken.None);
        return DeliveryView.Of(delivery);
    }
}
