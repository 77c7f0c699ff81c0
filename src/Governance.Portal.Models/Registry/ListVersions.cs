using System.Globalization;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry;

/// <summary>Lists the versions of a model, newest first.</summary>
public sealed class ListVersions(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>A page.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="stage">Only versions in this stage, by its wire name; null for all.</param>
    /// <param name="query">Limit and cursor.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<ApiPage<VersionRow>>> PageAsync(string model, string? stage, ListQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        Stage only = default;
        if (stage is not null && !WireName.TryParse(stage, out only))
        {
            return Refusal.Field("version.filter", "stage", $"This must be one of {string.Join(", ", WireName.All<Stage>())}.");
        }

        var take = query.Take();
        if (take.Refusal is { } limit)
        {
            return limit;
        }

        var before = int.MaxValue;
        if (
            query.Cursor is not null
            && (
                !Cursor.TryDecode(query.Cursor, 1, out var keys)
                || !int.TryParse(keys[0], NumberStyles.None, CultureInfo.InvariantCulture, out before)
            )
        )
        {
            return Cursor.NotOurs;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (!await VersionLookup.IsModelAsync(db, model, ct))
        {
            return ModelRefusals.NotFound(model);
        }

        var rows = await db
            .Versions.AsNoTracking()
            .Where(v => v.Model == model && v.Number < before && (stage == null || v.Stage == only))
            .OrderByDescending(v => v.Number)
            .Take(take.Value + 1)
            .Select(v => new VersionRow(
                v.Version,
                v.Number,
                v.Stage,
                v.ArtifactSha256,
                v.ArtifactSizeBytes,
                v.ArtifactStoredAt,
                v.RegisteredAt,
                v.RegisteredBy
            ))
            .ToListAsync(ct);
        var page = rows.Take(take.Value).ToList();
        return new ApiPage<VersionRow>(
            page,
            rows.Count > take.Value ? Cursor.Encode(page[^1].Number.ToString(CultureInfo.InvariantCulture)) : null
        );
    }
}
