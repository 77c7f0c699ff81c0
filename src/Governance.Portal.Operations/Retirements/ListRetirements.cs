using Governance.Data;
using Governance.Domain;
using Governance.Domain.Retirements;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Retirements;

/// <summary>Which retirements.</summary>
/// <param name="Text">Words in what retires, or an id.</param>
/// <param name="Model">Of this model.</param>
/// <param name="State">In this state; <c>live</c> for what is not over, null for all.</param>
public sealed record RetirementFilter(string? Text, string? Model, string? State)
{
    /// <summary>Why the words are none of ours, or null.</summary>
    public Refusal? Refuses =>
        State is null or "live" || WireName.TryParse<RetirementState>(State, out _)
            ? null
            : Refusal.Field(
                "retirement.state-unknown",
                "state",
                $"The state must be live or one of {string.Join(", ", WireName.All<RetirementState>())}."
            );

    internal IQueryable<Retirement> Apply(GovernanceDbContext db)
    {
        var (found, model) = (db.Retirements.AsNoTracking(), Model);
        if (!string.IsNullOrWhiteSpace(Text))
        {
            var id = DisplayId.TryParse<RetirementId>(Text.Trim(), out var named) ? named : default;
            var words = SearchText.Pattern(Text.Trim());
#pragma warning disable CA1304, CA1311, CA1862 // Translated to SQL, where these comparisons mean the same in both databases.
            found = found.Where(r => r.Id == id || SearchText.Matches(r.Title, words) || SearchText.Matches(r.Subject, words));
#pragma warning restore CA1304, CA1311, CA1862
        }

        if (!string.IsNullOrWhiteSpace(model))
        {
            found = found.Where(r => r.Versions.Any(v => v.Model == model));
        }

        if (State == "live")
        {
            return found.Where(r => r.State == RetirementState.UnderWay || r.State == RetirementState.ToSign);
        }

        return WireName.TryParse<RetirementState>(State, out var state) ? found.Where(r => r.State == state) : found;
    }
}

/// <summary>Lists retirements.</summary>
public sealed class ListRetirements(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>How many are not over.</summary>
    public async Task<int> CountLiveAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await new RetirementFilter(null, null, "live").Apply(db).IgnoreAutoIncludes().CountAsync(ct);
    }

    /// <summary>A page for the screen: what is not over first, by its day, then the newest.</summary>
    public async Task<PageOf<RetirementRow>> PageAsync(RetirementFilter filter, int skip, int take, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var all = filter.Apply(db);
        var found = await all.OrderBy(r => r.State == RetirementState.Closed || r.State == RetirementState.Cancelled)
            .ThenByDescending(r => r.Id)
            .Skip(skip)
            .Take(take)
            .ToListAsync(ct);
        return new(await RowsAsync(db, found, ct), await all.IgnoreAutoIncludes().CountAsync(ct));
    }

    /// <summary>A page for programs, the newest first.</summary>
    public async Task<ApiPage<RetirementRow>> RunAsync(RetirementFilter filter, int? below, int limit, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await filter
            .Apply(db)
            .Where(r => below == null || (int)(object)r.Id < below)
            .OrderByDescending(r => r.Id)
            .Take(limit + 1)
            .ToListAsync(ct);
        return new(
            await RowsAsync(db, [.. found.Take(limit)], ct),
            found.Count > limit ? Cursor.Encode(found[limit - 1].Id.ToString()) : null
        );
    }

    internal static async Task<IReadOnlyList<RetirementRow>> RowsAsync(GovernanceDbContext db, List<Retirement> found, CancellationToken ct)
    {
        var people = await People.ByIdAsync(db, found.Select(r => r.Owner), ct);
        return
        [
            .. found.Select(r => new RetirementRow(
                r.Id,
                r.Kind,
                r.Subject,
                r.Title,
                r.State,
                r.PlannedAt,
                people.GetValueOrDefault(r.Owner)?.Name ?? r.Owner.ToString(),
                r.Successor,
                r.Tasks.Count(t => t.DoneAt is not null),
                r.Tasks.Count,
                r.StoppedAt,
                r.OpenedAt,
                r.ClosedAt
            )
            {
                ConfirmedAt = r.ConfirmedAt,
            }),
        ];
    }
}
