using System.Runtime.CompilerServices;
using System.Text.Json;
using Governance.Analytics.Drift;
using Governance.Data;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Operations.Monitoring.Results;
using Microsoft.EntityFrameworkCore;
using DriftLevel = Governance.Domain.Monitoring.DriftLevel;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>
/// The rows of features that pages search and draw say what the stored result of their window says, which the log states. No gate goes by
/// them; whoever looks at a chart should not be told otherwise.
/// </summary>
internal sealed class MeasurementsCheck(IDbContextFactory<GovernanceDbContext> dbFactory) : DatabaseCheck(dbFactory)
{
    private const int Page = 50;
    private const double Tolerance = 1e-9;

    private static readonly Dictionary<string, DriftLevel> s_levels = Enum.GetValues<DriftVerdict>()
        .ToDictionary(v => v.ToWireName(), v => UploadWindow.LevelOf(DriftVerdicts.LevelOf(v)), StringComparer.Ordinal);

    public override string Subject => "measured features against their windows";

    protected override async IAsyncEnumerable<string> FindAsync(GovernanceDbContext db, [EnumeratorCancellation] CancellationToken ct)
    {
        var all = await db.Windows.AsNoTracking().Select(w => w.Id).ToListAsync(ct);
        foreach (var ids in all.OrderBy(id => id.Number).Chunk(Page))
        {
            var windows = await db
                .Windows.AsNoTracking()
                .Where(w => ids.Contains(w.Id))
                .OrderBy(w => w.Id)
                .Select(w => new { w.Id, w.DriftJson })
                .ToListAsync(ct);
            var (features, unreadable) = await ReadAsync(
                ids,
                some => db.FeatureDrifts.AsNoTracking().Where(f => some.Contains(f.Window)).OrderBy(f => f.Position),
                ct
            );
            foreach (var id in unreadable)
            {
                yield return $"The rows of the features of {id} were changed: one of them holds a value that cannot be read.";
            }

            var rows = features.ToLookup(f => f.Window);
            foreach (var window in windows.Where(w => !unreadable.Contains(w.Id) && !Agrees(w.DriftJson, [.. rows[w.Id]])))
            {
                yield return $"The rows of the features of {window.Id} were changed: they do not say what its stored result says.";
            }
        }

        if (await db.FeatureDrifts.CountAsync(f => !db.Windows.Any(w => w.Id == f.Window), ct) is > 0 and var odd)
        {
            yield return $"{odd} rows of features belong to no stored window.";
        }
    }

    private static bool Agrees(string? json, IReadOnlyList<FeatureDrift> rows)
    {
        if (json is null)
        {
            return rows.Count == 0;
        }

        try
        {
            var stored = StoredWindow.Read(json);
            return stored.Features.Count == rows.Count
                && rows.Index().All(r => Says(stored.Features[r.Index], r.Item, stored.CurrentRows) && r.Item.Position == r.Index);
        }
        catch (JsonException)
        {
            return false; // the window's own row is named by the check of every stored record
        }
    }

    private static bool Says(StoredFeature stored, FeatureDrift row, long rows) =>
        stored.Name == row.Name
        && stored.Verdict == row.Verdict
        && s_levels.GetValueOrDefault(row.Verdict) == row.Level
        && Same(stored.Psi, row.Psi)
        && Same(stored.Ks?.Statistic, row.Ks)
        && Same(stored.PAdjusted, row.PAdjusted)
        && Same(stored.NewCategoryShare, row.NewCategoryShare)
        && Same(stored.Current.MissingShare(rows) ?? row.MissingShare, row.MissingShare);

    private static bool Same(double? one, double? other) =>
        one is { } a && other is { } b ? Math.Abs(a - b) <= Tolerance * Math.Max(1, Math.Abs(a)) : one is null && other is null;
}
