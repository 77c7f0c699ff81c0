using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Reports;
using Governance.Portal.Kernel.Api;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Reports;

/// <summary>Lists reports, the newest first: those of kinds the reader may see.</summary>
public sealed class ListReports(IDbContextFactory<GovernanceDbContext> dbFactory, ReportRights rights)
{
    /// <summary>What lists of reports listen to.</summary>
    public const string Subject = "reports";

    /// <summary>What is asked for; what is null is not asked.</summary>
    /// <param name="Kind">Kind of report.</param>
    /// <param name="Subject">What it is about.</param>
    /// <param name="State">Where it stands.</param>
    public sealed record Filter(string? Kind, string? Subject, ReportState? State);

    /// <summary>A page for the API.</summary>
    public async Task<Result<ApiPage<ReportView>>> RunAsync(Actor actor, Filter filter, ListQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(query);
        var take = query.Take();
        if (take.Refusal is { } limit)
        {
            return limit;
        }

        var below = int.MaxValue;
        if (
            query.Cursor is not null
            && (
                !Cursor.TryDecode(query.Cursor, 1, out var keys)
                || !DisplayId.TryParse<ReportId>(keys[0], out var last)
                || (below = last.Number) < 1
            )
        )
        {
            return Cursor.NotOurs;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var rows = await Matching(db, filter, await rights.KindsAsync(actor, ct))
            .Where(r => (int)(object)r.Id < below)
            .OrderByDescending(r => r.Id)
            .Take(take.Value + 1)
            .ToListAsync(ct);
        return new ApiPage<ReportView>(
            [.. rows.Take(take.Value).Select(ReportView.Of)],
            rows.Count > take.Value ? Cursor.Encode(rows[take.Value - 1].Id.ToString()) : null
        );
    }

    /// <summary>A page by its place, with how many there are.</summary>
    public async Task<(IReadOnlyList<ReportView> Items, int Total)> PageAsync(
        Actor actor,
        Filter filter,
        int skip,
        int take,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var matching = Matching(db, filter, await rights.KindsAsync(actor, ct));
        return (
            [.. (await matching.OrderByDescending(r => r.Id).Skip(skip).Take(take).ToListAsync(ct)).Select(ReportView.Of)],
            await matching.CountAsync(ct)
        );
    }

    /// <summary>When a report of each of these kinds was asked for last; kinds of which there is none are left out.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> LastAsync(IReadOnlyList<string> kinds, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var last = await db
            .Reports.AsNoTracking()
            .Where(r => kinds.Contains(r.Kind))
            .GroupBy(r => r.Kind)
            .Select(g => new { Kind = g.Key, At = g.Max(r => r.RequestedAt) })
            .ToListAsync(ct);
        return last.ToDictionary(l => l.Kind, l => l.At, StringComparer.Ordinal);
    }

    private static IQueryable<Report> Matching(GovernanceDbContext db, Filter filter, IReadOnlyList<string> kinds) =>
        db
            .Reports.AsNoTracking()
            .Where(r =>
                kinds.Contains(r.Kind)
                && (filter.Kind == null || r.Kind == filter.Kind)
                && (filter.Subject == null || r.Subject == filter.Subject)
                && (filter.State == null || r.State == filter.State)
            );
}
