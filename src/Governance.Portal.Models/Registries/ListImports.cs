using Governance.Data;
using Governance.Domain;
using Governance.Domain.Models.MlFlow;
using Governance.Domain.Models.Registries;
using Governance.Portal.Kernel.Api;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registries;

/// <summary>An import.</summary>
public sealed record ImportView
{
    /// <summary>The readable id.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the registry: a connection or an MLflow server.</summary>
    public required string Server { get; init; }

    /// <summary>The one model asked for; null for all.</summary>
    public string? Model { get; init; }

    /// <summary><c>queued</c>, <c>running</c>, <c>done</c>, <c>failed</c> or <c>cancelled</c>.</summary>
    public RegistryImportState State { get; init; }

    /// <summary>Number of models read so far.</summary>
    public int Models { get; init; }

    /// <summary>Number of models registered by this import.</summary>
    public int NewModels { get; init; }

    /// <summary>Number of versions read so far.</summary>
    public int Versions { get; init; }

    /// <summary>Number of versions registered by this import.</summary>
    public int NewVersions { get; init; }

    /// <summary>True if it only reports what an import would do.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Number of models and versions that have changed since they were last read.</summary>
    public int Changed { get; init; }

    /// <summary>Number of models and versions that are no longer there; they stay in the portal.</summary>
    public int Gone { get; init; }

    /// <summary>Number of archives stored.</summary>
    public int Artifacts { get; init; }

    /// <summary>Number of items that the server described in a form that cannot be stored.</summary>
    public int Skipped { get; init; }

    /// <summary>What went wrong in the last attempt.</summary>
    public string? Problem { get; init; }

    /// <summary>Time of the next attempt, if the last one failed.</summary>
    public DateTimeOffset? NextTryAt { get; init; }

    /// <summary>When it was requested.</summary>
    public DateTimeOffset RequestedAt { get; init; }

    /// <summary>Who requested it, as written in the audit log.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    internal static ImportView Of(RegistryImport import) =>
        new()
        {
            Id = import.Id.ToString(),
            Server = import.Connection,
            IsDryRun = import.IsDryRun,
            Changed = import.Changed,
            Gone = import.Gone,
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
        var rows = await db.RegistryImports.AsNoTracking().OrderByDescending(i => i.Id).Skip(skip).Take(take).ToListAsync(ct);
        return new PageOf<ImportView>([.. rows.Select(ImportView.Of)], await db.RegistryImports.CountAsync(ct));
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
        var before = RegistryImportId.Of(int.MaxValue);
        if (after is not null && !DisplayId.TryParse(after, out before))
        {
            return Cursor.NotOurs;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var rows = await db
            .RegistryImports.AsNoTracking()
            .Where(i => (int)(object)i.Id < before.Number)
            .OrderByDescending(i => i.Id)
            .Take(take + 1)
            .ToListAsync(ct);
        var page = rows.Take(take).Select(ImportView.Of).ToList();
        return new ApiPage<ImportView>(page, rows.Count > take ? Cursor.Encode(page[^1].Id) : null);
    }

    /// <summary>One import.</summary>
    public async Task<Result<ImportView>> FindAsync(RegistryImportId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.RegistryImports.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, ct) is { } import
            ? ImportView.Of(import)
            : MlFlowRefusals.ImportNotFound;
    }

    /// <summary>What an import did, or a dry run would do, in its order.</summary>
    public async Task<Result<IReadOnlyList<DifferenceView>>> DifferencesAsync(RegistryImportId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (!await db.RegistryImports.AnyAsync(i => i.Id == id, ct))
        {
            return MlFlowRefusals.ImportNotFound;
        }

        var lines = await db
            .RegistryDifferences.AsNoTracking()
            .Where(d => d.Import == id)
            .OrderBy(d => d.Number)
            .Take(RegistryDifference.Most)
            .ToListAsync(ct);
        return Result<IReadOnlyList<DifferenceView>>.Done([.. lines.Select(DifferenceView.Of)]);
    }
}

/// <summary>One line of what an import did, or a dry run would do.</summary>
/// <param name="Kind"><c>added</c>, <c>changed</c>, <c>gone</c>, <c>conflict</c> or <c>skipped</c>.</param>
/// <param name="Model">The model, by its name in the registry.</param>
/// <param name="Version">The version, by its number there; null for the model itself.</param>
/// <param name="KnownAs">Name of the model in the portal; null while it has none.</param>
/// <param name="Detail">Further details.</param>
public sealed record DifferenceView(RegistryDifferenceKind Kind, string Model, string? Version, string? KnownAs, string? Detail)
{
    internal static DifferenceView Of(RegistryDifference line) =>
        new(line.Kind, line.SourceModel, line.SourceVersion, line.KnownAs, line.Detail);
}
