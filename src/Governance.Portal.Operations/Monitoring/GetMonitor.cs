using Governance.Analytics.Stored;
using Governance.Data;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>A version that can be monitored.</summary>
/// <param name="Version">Its name.</param>
/// <param name="Stage">Where it stands.</param>
/// <param name="RegisteredAt">Since when predictions of it could have come.</param>
/// <param name="Windows">Windows received, reference windows included.</param>
public sealed record MonitoredVersion(string Version, Stage Stage, DateTimeOffset RegisteredAt, int Windows);

/// <summary>A model's monitor: what its page shows before a window is chosen.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="DisplayName">The name people read.</param>
/// <param name="Version">The version shown.</param>
/// <param name="Versions">All versions, newest first.</param>
/// <param name="Windows">Current windows in the period, oldest first; the latest when there are more than
/// <see cref="GetMonitor.MaxWindows"/>.</param>
/// <param name="References">Reference windows of the version, newest first.</param>
public sealed record MonitorView(
    string Model,
    string DisplayName,
    MonitoredVersion Version,
    IReadOnlyList<MonitoredVersion> Versions,
    IReadOnlyList<WindowView> Windows,
    IReadOnlyList<WindowView> References
)
{
    /// <summary>What happened to the model in the period, of what the reader may see; the oldest first.</summary>
    public IReadOnlyList<ChartMark> Marks { get; init; } = [];

    /// <summary>The reference a window was compared with.</summary>
    public WindowView? ReferenceOf(WindowView window) => References.FirstOrDefault(r => r.Id == window.ReferenceId);
}

/// <summary>Reads one model's monitor.</summary>
public sealed class GetMonitor(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>Most windows a heat map shows side by side.</summary>
    public const int MaxWindows = DriftReasons.MaxWindows;

    private const int MaxReferences = 50;
    private const int MaxVersions = 500;

    /// <summary>Runs it.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="version">Name of the version; null for the one in production if it is monitored, else the newest that is.</param>
    /// <param name="from">Only windows that end after this.</param>
    /// <param name="to">Only windows that start before this.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Null when there is no such model or version.</returns>
    public async Task<MonitorView?> RunAsync(string model, string? version, DateTimeOffset? from, DateTimeOffset? to, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var name = await db.Models.AsNoTracking().Where(m => m.Name == model).Select(m => m.DisplayName).SingleOrDefaultAsync(ct);
        if (name is null)
        {
            return null;
        }

        var versions = await db
            .Versions.AsNoTracking()
            .Where(v => v.Model == model)
            .OrderByDescending(v => v.Number)
            .Take(MaxVersions)
            .Select(v => new MonitoredVersion(
                v.Version,
                v.Stage,
                v.RegisteredAt,
                db.Windows.Count(w => w.Model == v.Model && w.Version == v.Version)
            ))
            .ToListAsync(ct);
        var shown = version is null ? Choose(versions) : versions.Find(v => v.Version == version);
        if (shown is null)
        {
            return null;
        }

        var current = db.Windows.AsNoTracking().Where(w => w.Model == model && w.Version == shown.Version && w.Role == WindowRole.Current);
        if (from is { } f)
        {
            current = current.Where(w => w.End > f);
        }

        if (to is { } t)
        {
            current = current.Where(w => w.Start < t);
        }

        var windows = await ReadAsync(db, current.OrderByDescending(w => w.Start).ThenByDescending(w => w.End).Take(MaxWindows), ct);
        var references = await ReadAsync(
            db,
            db.Windows.AsNoTracking()
                .Where(w => w.Model == model && w.Version == shown.Version && w.Role == WindowRole.Reference)
                .OrderByDescending(w => w.Id)
                .Take(MaxReferences),
            ct
        );
        return new MonitorView(model, name, shown, versions, [.. windows.Reverse()], references);
    }

    private static MonitoredVersion? Choose(List<MonitoredVersion> versions) =>
        versions.Find(v => v is { Stage: Stage.Production, Windows: > 0 })
        ?? versions.Find(v => v.Windows > 0)
        ?? versions.Find(v => v.Stage is Stage.Production)
        ?? versions.FirstOrDefault();

    private static async Task<IReadOnlyList<WindowView>> ReadAsync(
        GovernanceDbContext db,
        IQueryable<MonitoringWindow> query,
        CancellationToken ct
    )
    {
        var windows = await query
            .Select(w => new
            {
                w.Id,
                w.Role,
                w.Start,
                w.End,
                w.Rows,
                w.Labelled,
                w.ReferenceId,
                w.DataSha256,
                w.UploadedAt,
                w.PerformanceJson,
                w.OptionsJson,
            })
            .ToListAsync(ct);
        // A reference is compared with nothing, and has no rows of features.
        var ids = windows.Where(w => w.Role is WindowRole.Current).Select(w => w.Id).ToList();
        var rows =
            ids.Count == 0
                ? []
                : await db.FeatureDrifts.AsNoTracking().Where(d => ids.Contains(d.Window)).OrderBy(d => d.Position).ToListAsync(ct);
        var features = rows.ToLookup(d => d.Window);
        return
        [
            .. windows.Select(w => new WindowView(
                w.Id,
                w.Role,
                w.Start,
                w.End,
                w.Rows,
                w.Labelled,
                w.ReferenceId,
                w.DataSha256,
                w.UploadedAt,
                StoredPerformance.FromJson(w.PerformanceJson),
                [.. features[w.Id]]
            )
            {
                Counted = MonitoringWindow.IsCountedBy(w.OptionsJson),
            }),
        ];
    }
}
