using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Integrations;
using Governance.Domain.Integrations.Formats;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Integrations;

/// <summary>Pauses, resumes and removes a destination, and gives it new secrets.</summary>
public sealed class ChangeDestinationState(ActionRunner runner, DestinationSecrets secrets, DatabaseClock time)
{
    /// <summary>The action of a new secret: who has it speaks for the portal to the receiver.</summary>
    public const string Renewed = "integration.secret-renewed";

    private const int Batch = 500;

    /// <summary>Sends nothing for now; what comes waits in the log.</summary>
    public Task<Result<DestinationId>> PauseAsync(Actor actor, DestinationId id, CancellationToken ct) =>
        RunAsync(actor, id, "integration.paused", (destination, _, _) => Task.FromResult(destination.Pause()), ct);

    /// <summary>Sends again, from where it stopped; schedules begin again.</summary>
    public Task<Result<DestinationId>> ResumeAsync(Actor actor, DestinationId id, CancellationToken ct) =>
        RunAsync(
            actor,
            id,
            "integration.resumed",
            async (destination, context, token) =>
            {
                if (destination.Resume() is { } refusal)
                {
                    return refusal;
                }

                var now = await time.NowAsync(context.Db, token);
                (await context.Db.DestinationHealth.SingleAsync(h => h.Destination == id, token)).BeginAnew(now);
                await foreach (
                    var delivery in context
                        .Db.Deliveries.Where(d => d.Destination == id && d.State == DeliveryState.Waiting)
                        .AsAsyncEnumerable()
                        .WithCancellation(token)
                )
                {
                    delivery.BeginAnew(now);
                }

                return null;
            },
            ct
        );

    /// <summary>Never sends again, and forgets address and secrets.</summary>
    public Task<Result<DestinationId>> RemoveAsync(Actor actor, DestinationId id, CancellationToken ct) =>
        RunAsync(
            actor,
            id,
            "integration.removed",
            async (destination, context, token) =>
            {
                if (destination.Remove() is { } refusal)
                {
                    return refusal;
                }

                if (await context.Db.LogFollowers.SingleOrDefaultAsync(f => f.Name == destination.Follower, token) is { } follower)
                {
                    context.Db.LogFollowers.Remove(follower);
                }

                // What waits would never leave; the newest are enough to see what there was.
                foreach (
                    var delivery in await context
                        .Db.Deliveries.Where(d => d.Destination == id && d.State == DeliveryState.Waiting)
                        .OrderBy(d => d.Id)
                        .ToListAsync(token)
                )
                {
                    delivery.GiveUp();
                }

                return null;
            },
            ct
        );

    /// <summary>A new secret; the one before signs for a day too.</summary>
    public async Task<Result<string>> RenewAsync(Actor actor, DestinationId id, CancellationToken ct)
    {
        var secret = WebhookSignature.NewSecret();
        var outcome = await RunAsync(
            actor,
            id,
            Renewed,
            (destination, context, _) => Task.FromResult(destination.Renew(secrets.Protect(secret), context.Now)),
            ct
        );
        return outcome.Refusal is { } refusal ? refusal : secret;
    }

    /// <summary>The secret before signs no longer.</summary>
    public Task<Result<DestinationId>> RetireAsync(Actor actor, DestinationId id, CancellationToken ct) =>
        RunAsync(actor, id, "integration.secret-retired", (destination, _, _) => Task.FromResult(destination.Retire()), ct);

    /// <summary>Removes rows of deliveries that are over and older than a time.</summary>
    /// <returns>How many.</returns>
    public static async Task<int> PruneAsync(GovernanceDbContext db, DateTimeOffset before, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var old = await db
            .Deliveries.Where(d => d.State != DeliveryState.Waiting && d.QueuedAt < before)
            .OrderBy(d => d.Id)
            .Take(Batch)
            .ToListAsync(ct);
        db.Deliveries.RemoveRange(old);
        var messages = await db.InboundMessages.Where(m => m.At < before).OrderBy(m => m.At).Take(Batch).ToListAsync(ct);
        db.InboundMessages.RemoveRange(messages);
        return await db.SaveChangesAsync(ct);
    }

    private Task<Result<DestinationId>> RunAsync(
        Actor actor,
        DestinationId id,
        string action,
        Func<Destination, ActionContext, CancellationToken, Task<Refusal?>> act,
        CancellationToken ct
    ) =>
        runner.RunAsync<DestinationId>(
            actor,
            new Attempt(action, id.ToString(), Permission.Administer) { WidensRights = action == Renewed },
            async (context, token) =>
            {
                if (await context.Db.Destinations.SingleOrDefaultAsync(d => d.Id == id, token) is not { } destination)
                {
                    return DestinationRefusals.NotFound;
                }

                if (await act(destination, context, token) is { } refusal)
                {
                    return refusal;
                }

                context.Append(new AuditEvent(action, id.ToString(), new JsonObject { ["host"] = destination.Host }));
                return id;
            },
            ct
        );
}

/// <summary>Queues events once more: one, or a stretch of the log. Receivers know them by their ids.</summary>
public sealed class ReplayDeliveries(ActionRunner runner, IOptions<IntegrationsOptions> options, DatabaseClock time)
{
    /// <summary>Queues what the destination gets of a stretch of the log.</summary>
    public Task<Result<int>> RunAsync(Actor actor, DestinationId id, long? from, long? to, CancellationToken ct) =>
        runner.RunAsync<int>(
            actor,
            new Attempt("integration.replayed", id.ToString(), Permission.Administer),
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

                var end = await LogFollowers.EndAsync(context.Db, token);
                var (first, last) = (from ?? -1, to ?? from ?? -1);
                if (first < 0 || last < first || last >= end || last - first >= Delivery.MaxReplayed)
                {
                    return DestinationRefusals.BadRange(end);
                }

                if (destination.State is not DestinationState.Active)
                {
                    return DestinationRefusals.NotActive;
                }

                if (
                    await context.Db.Deliveries.CountAsync(d => d.Destination == id && d.State == DeliveryState.Waiting, token)
                    >= options.Value.MaxWaiting
                )
                {
                    return DestinationRefusals.QueueFull;
                }

                var entries = await context
                    .Db.AuditEntries.AsNoTracking()
                    .Where(e => e.Index >= first && e.Index <= last)
                    .OrderBy(e => e.Index)
                    .Select(e => new
                    {
                        e.Index,
                        e.LeafHash,
                        e.Action,
                        e.Subject,
                    })
                    .ToListAsync(token);
                var now = await time.NowAsync(context.Db, token);
                var queued = entries
                    .Where(e => ActionPattern.Matches(destination.Actions, e.Action))
                    .Select(e =>
                        Delivery.Queue(
                            id,
                            e.Index,
                            OutboundEvent.IdOf(e.Index, Convert.ToHexStringLower(e.LeafHash)),
                            e.Action,
                            e.Subject,
                            true,
                            now
                        )
                    )
                    .ToList();
                context.Db.Deliveries.AddRange(queued);
                context.Append(
                    new AuditEvent(
                        "integration.replayed",
                        id.ToString(),
                        new JsonObject
                        {
                            ["from"] = first,
                            ["to"] = last,
                            ["queued"] = queued.Count,
                        }
                    )
                );
                return queued.Count;
            },
            ct
        );

    /// <summary>Queues the event of a delivery.</summary>
    public async Task<Result<int>> OneAsync(
        Actor actor,
        DestinationId id,
        long number,
        IDbContextFactory<GovernanceDbContext> dbFactory,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(dbFactory);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var index = await db
            .Deliveries.AsNoTracking()
            .Where(d => d.Destination == id && d.Id == number)
            .Select(d => d.LogIndex)
            .SingleOrDefaultAsync(ct);
        return index is { } entry ? await RunAsync(actor, id, entry, entry, ct) : DestinationRefusals.NoDelivery;
    }
}
