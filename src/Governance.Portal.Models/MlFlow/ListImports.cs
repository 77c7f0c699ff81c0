using Governance.Data;
using Governance.Domain;
using Governance.Domain.Models.MlFlow;
using Governance.Portal.Kernel.Api;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.MlFlow;

/// <summary>An import as pages and programs see it.</summary>
public sealed record ImportView
{
    /// <summary>The readable id.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the server.</summary>
    public required string Server { get; init; }

    /// <summary>The one model asked for; null for all.</summary>
    public string? Model { get; init; }

    /// <summary><c>queued</c>, <c>running</c>, <c>done</c>, <c>failed</c> or <c>cancelled</c>.</summary>
    public MlFlowImportState State { get; init; }

    /// <summary>Models read so far.</summary>
    public int Models { get; init; }

    /// <summary>Of them registered by this import.</summary>
    public int NewModels { get; init; }

    /// <summary>Versions read so far.</summary>
    public int Versions { get; init; }

    /// <summary>Of them registered by this import.</summary>
    public int NewVersions { get; init; }

    /// <summary>Archives stored.</summary>
    public int Artifacts { get; init; }

    /// <summary>What the server described in a way that cannot be kept.</summary>
    public int Skipped { get; init; }

    /// <summary>What went wrong at the last try.</summary>
    public string? Problem { get; init; }

    /// <summary>When the next try is due, while the last one failed.</summary>
    public DateTimeOffset? NextTryAt { get; init; }

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset RequestedAt { get; init; }

    /// <summary>By whom, as the audit log writes an actor.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    internal static ImportView Of(MlFlowImport import) =>
        new()
        {
            Id = import.Id.ToString(),
            Server = import.Server,
            Model = import.Only,
            State = import.State,
            Models = import.Models,
            NewModels = import.NewModels,
            Versions = import.Versions,
            NewVersions = import.NewVersions,
            Artifacts = import.Artifacts,
            Skipped = import.Skipped,
            Problem = import.Problem,
            NextTryAt = import.Tries > 0 && !import.IsOver ? import.NextAt : null,
            RequestedAt = import.RequestedAt,
            RequestedBy = import.RequestedBy,
            EndedAt = import.EndedAt,
        };
}

/// <summary>Reads imports.</summary>
public sealed class ListImports(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>A page for a screen, the newest first.</summary>
    public async Task<PageOf<ImportView>> PageAsync(int skip, int take, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var rows = await db.MlFlowImports.AsNoTracking().OrderByDescending(i => i.Id).Skip(skip).Take(take).ToListAsync(ct);
        return new PageOf<ImportView>([.. rows.Select(ImportView.Of)], await db.MlFlowImports.CountAsync(ct));
    }

    /// <summary>A page for a program, the newest first.</summary>
    public async Task<Result<ApiPage<ImportView>>> ListAsync(ListQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        var asked = query.TakeAfter();
        if (asked.Refusal is { } wrong)
        {
            return wrong;
        }

        var (take, after) = asked.Value;
        var before = MlFlowImportId.Of(int.MaxValue);
        if (after is not null && !DisplayId.TryParse(after, out before))
        {
            return Cursor.NotOurs;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var rows = await db
            .MlFlowImports.AsNoTracking()
            .Where(i => (int)(object)i.Id < before.Number)
            .OrderByDescending(i => i.Id)
            .Take(take + 1)
            .ToListAsync(ct);
        var page = rows.Take(take).Select(ImportView.Of).ToList();
        return new ApiPage<ImportView>(page, rows.Count > take ? Cursor.Encode(page[^1].Id) : null);
    }

    /// <summary>One import.</summary>
    public async Task<Result<ImportView>> FindAsync(MlFlowImportId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.MlFlowImports.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, ct) is { } import
            ? ImportView.Of(import)
            : MlFlowRefusals.ImportNotFound;
    }
}
