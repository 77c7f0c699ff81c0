using System.Collections.Concurrent;
using System.Text.Json;
using Governance.Analytics.Drift;
using Governance.Analytics.Io;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Operations.Monitoring;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Decisions.Streams.Rows;

/// <summary>What rows of a stream have to fit: the reference that the windows of their version are compared with.</summary>
/// <param name="Reference">The reference.</param>
/// <param name="Columns">What the columns are, as the source says.</param>
/// <param name="Schema">Types of the reference's columns.</param>
internal sealed record RowTarget(WindowId Reference, string Columns, TableSchema Schema)
{
    /// <summary>What the columns are.</summary>
    public WindowColumns Roles { get; } = JsonSerializer.Deserialize<WindowColumns>(Columns, JsonSerializerOptions.Web)!;
}

/// <summary>
/// Finds the version whose windows come by a stream. Rows are compared with its reference when they arrive: one that does not fit would
/// otherwise hold up its whole window later, when nobody can put it aside.
/// </summary>
internal sealed class FindRowTarget(IDbContextFactory<GovernanceDbContext> dbFactory, ContentStore content)
{
    private readonly ConcurrentDictionary<string, RowTarget> _known = new(StringComparer.Ordinal);

    /// <summary>The target; a refusal while no version takes rows of the stream.</summary>
    public async Task<Result<RowTarget>> RunAsync(StreamSource source, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var set = await db
            .WindowSources.AsNoTracking()
            .Where(s => s.Connection == source.Name)
            .OrderBy(s => s.Model)
            .ThenBy(s => s.Version)
            .FirstOrDefaultAsync(ct);
        if (set is null)
        {
            return SourceRefusals.StreamUnused(source.Name);
        }

        if (set.IsPaused)
        {
            return SourceRefusals.Paused;
        }

        var reference = await db
            .Windows.AsNoTracking()
            .Where(w => w.Model == set.Model && w.Version == set.Version && w.Role == WindowRole.Reference)
            .OrderByDescending(w => w.Id)
            .Select(w => new { w.Id, w.ProfileSha256 })
            .FirstOrDefaultAsync(ct);
        if (reference is null)
        {
            return MonitoringRefusals.NoReference(ModelName.Of(set.Model, set.Version));
        }

        if (_known.TryGetValue(source.Name, out var known) && known.Reference == reference.Id && known.Columns == set.ColumnsJson)
        {
            return known;
        }

        await using var stored = await content.OpenFileAsync(reference.ProfileSha256!, ct);
        var target = new RowTarget(reference.Id, set.ColumnsJson, ReferenceProfile.Load(stored).Schema);
        _known[source.Name] = target;
        return target;
    }
}
