using Governance.Data;
using Governance.Domain;
using Governance.Domain.Discovery;
using Governance.Portal.Kernel.Api;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Discovery;

/// <summary>Which discoveries.</summary>
/// <param name="State">What was decided, by wire name.</param>
/// <param name="Kind">What it is, by wire name.</param>
/// <param name="Source">Where was scanned.</param>
/// <param name="Gone"><c>true</c> for what is not found any more, <c>false</c> for what is there.</param>
public sealed record DiscoveryFilter(string? State = null, string? Kind = null, string? Source = null, string? Gone = null);

/// <summary>Reads what scans found: filtered, ordered and cut into pages by the database.</summary>
public sealed class ListDiscoveries(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    private const int MaxSources = 50;

    /// <summary>A page for a program, newest first.</summary>
    public async Task<Result<ApiPage<DiscoveryView>>> RunAsync(DiscoveryFilter filter, ListQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        var asked = query.TakeBelow<DiscoveryId>();
        if (asked.Refusal is { } wrong)
        {
            return wrong;
        }

        var (take, below) = asked.Value;
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var filtered = Filtered(db, filter);
        if (filtered.Refusal is { } refusal)
        {
            return refusal;
        }

        var items = await filtered
            .Value.Where(d => below == null || (int)(object)d.Id < below)
            .OrderByDescending(d => d.Id)
            .Take(take + 1)
            .ToListAsync(ct);
        return new ApiPage<DiscoveryView>(
            [.. items.Take(take).Select(DiscoveryView.Of)],
            items.Count > take ? Cursor.Encode(items[take - 1].Id.ToString()) : null
        );
    }

    /// <summary>A page for a screen: what waits for a decision first.</summary>
    public async Task<Result<PageOf<DiscoveryView>>> PageAsync(DiscoveryFilter filter, int skip, int take, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var filtered = Filtered(db, filter);
        if (filtered.Refusal is { } refusal)
        {
            return refusal;
        }

        var total = await filtered.Value.CountAsync(ct);
        var items = await filtered
            .Value.OrderBy(d => d.GoneAt != null)
            .ThenBy(d => d.State != DiscoveryState.ToTriage)
            .ThenByDescending(d => d.Id)
            .Skip(skip)
            .Take(take)
            .ToListAsync(ct);
        return new PageOf<DiscoveryView>([.. items.Select(DiscoveryView.Of)], total);
    }

    /// <summary>One of them.</summary>
    public async Task<Result<DiscoveryView>> GetAsync(string id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return
            DisplayId.TryParse<DiscoveryId>(id, out var named)
            && await db.Discoveries.AsNoTracking().SingleOrDefaultAsync(d => d.Id == named, ct) is { } item
            ? DiscoveryView.Of(item)
            : DiscoveryRefusals.NotFound;
    }

    /// <summary>Names of what is scanned, the last scanned first.</summary>
    public async Task<IReadOnlyList<string>> SourcesAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.DiscoverySources.OrderByDescending(s => s.ScannedAt).Select(s => s.Name).Take(MaxSources).ToListAsync(ct);
    }

    private static Result<IQueryable<DiscoveryItem>> Filtered(GovernanceDbContext db, DiscoveryFilter filter)
    {
        var items = db.Discoveries.AsNoTracking();
        if (!string.IsNullOrEmpty(filter.State))
        {
            if (!WireName.TryParse<DiscoveryState>(filter.State, out var state))
            {
                return DiscoveryRefusals.FilterNotValid;
            }

            items = items.Where(d => d.State == state);
        }

        if (!string.IsNullOrEmpty(filter.Kind))
        {
            if (!WireName.TryParse<DiscoveryKind>(filter.Kind, out var kind))
            {
                return DiscoveryRefusals.FilterNotValid;
            }

            items = items.Where(d => d.Kind == kind);
        }

        if (!string.IsNullOrEmpty(filter.Source))
        {
            items = items.Where(d => d.Source == filter.Source);
        }

        return filter.Gone switch
        {
            null or "" => Result<IQueryable<DiscoveryItem>>.Done(items),
            "true" => Result<IQueryable<DiscoveryItem>>.Done(items.Where(d => d.GoneAt != null)),
            "false" => Result<IQueryable<DiscoveryItem>>.Done(items.Where(d => d.GoneAt == null)),
            _ => DiscoveryRefusals.FilterNotValid,
        };
    }
}
