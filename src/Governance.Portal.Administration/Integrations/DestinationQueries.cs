using Governance.Data;
using Governance.Domain;
using Governance.Domain.Integrations;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Integrations;

/// <summary>Reads destinations and their deliveries.</summary>
public sealed class DestinationQueries(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>All of them, by id: there are at most <see cref="Destination.Most"/>.</summary>
    public async Task<IReadOnlyList<DestinationView>> ListAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await ViewsAsync(
            db,
            await db
                .Destinations.AsNoTracking()
                .Where(d => d.State != DestinationState.Removed)
                .OrderBy(d => d.Id)
                .Take(Destination.Most)
                .ToListAsync(ct),
            ct
        );
    }

    /// <summary>One of them.</summary>
    public async Task<Result<DestinationView>> FindAsync(DestinationId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var rows = await ViewsAsync(
            db,
            await db.Destinations.AsNoTracking().Where(d => d.Id == id && d.State != DestinationState.Removed).ToListAsync(ct),
            ct
        );
        return rows.Count == 1 ? rows[0] : DestinationRefusals.NotFound;
    }

    /// <summary>Its deliveries, the newest first.</summary>
    /// <param name="id">Which destination.</param>
    /// <param name="below">Only deliveries with a smaller number; null from the newest.</param>
    /// <param name="take">How many.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<DeliveryView>> DeliveriesAsync(DestinationId id, long? below, int take, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var rows = await db
            .Deliveries.AsNoTracking()
            .Where(d => d.Destination == id && (below == null || d.Id < below))
            .OrderByDescending(d => d.Id)
            .Take(take)
            .ToListAsync(ct);
        return rows.ConvertAll(DeliveryView.Of);
    }

    /// <summary>
    /// Its last deliveries: what was tried, the last try first, and then what waits for its first, the newest first. Behind a receiver
    /// that is away, what waits is most of the queue, and would hide the tries that say why.
    /// </summary>
    /// <param name="id">Which destination.</param>
    /// <param name="take">How many.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<DeliveryView>> LastAsync(DestinationId id, int take, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var rows = await db
            .Deliveries.AsNoTracking()
            .Where(d => d.Destination == id)
            .OrderBy(d => d.LastTriedAt == null)
            .ThenByDescending(d => d.LastTriedAt)
            .ThenByDescending(d => d.Id)
            .Take(take)
            .ToListAsync(ct);
        return rows.ConvertAll(DeliveryView.Of);
    }

    private static async Task<List<DestinationView>> ViewsAsync(GovernanceDbContext db, List<Destination> rows, CancellationToken ct)
    {
        var ids = rows.ConvertAll(d => d.Id);
        var names = rows.ConvertAll(d => d.Follower);
        var health = await db
            .DestinationHealth.AsNoTracking()
            .Where(h => ids.Contains(h.Destination))
            .ToDictionaryAsync(h => h.Destination, ct);
        var positions = await db
            .LogFollowers.AsNoTracking()
            .Where(f => names.Contains(f.Name))
            .ToDictionaryAsync(f => f.Name, f => f.Position, StringComparer.Ordinal, ct);
        var waiting = await db
            .Deliveries.AsNoTracking()
            .Where(d => ids.Contains(d.Destination) && d.State == DeliveryState.Waiting)
            .GroupBy(d => d.Destination)
            .Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        return rows.ConvertAll(d =>
            View(d, health.GetValueOrDefault(d.Id), waiting.GetValueOrDefault(d.Id), positions.GetValueOrDefault(d.Follower))
        );
    }

    private static DestinationView View(Destination d, DestinationHealth? health, int waiting, long position) =>
        new(
            d.Id,
            d.Name,
            d.Kind,
            d.Format,
            d.Host,
            d.Actions,
            d.IncludeNames,
            d.Authority is not null,
            d.State,
            d.Problem ?? health?.Problem,
            health?.FailingSince,
            health?.LastTakenAt,
            waiting,
            position,
            d.OldSecretUntil,
            d.CreatedAt,
            d.Revision
        );
}
