using System.Text.Json;
using Governance.Data;
using Governance.Domain.Monitoring;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring.Sources;

/// <summary>The source of a version, and how far pulling is.</summary>
public sealed record SourceView
{
    /// <summary>Name of the connection.</summary>
    public required string Connection { get; init; }

    /// <summary>Kind of the connection; null when it is no longer configured.</summary>
    public required string? Kind { get; init; }

    /// <summary>Who is accountable for the data: an e-mail address, as configured; empty when none is.</summary>
    public required string Owner { get; init; }

    /// <summary>The table or view; for files, the prefix of their names.</summary>
    public required string Table { get; init; }

    /// <summary>The time column.</summary>
    public required string TimeColumn { get; init; }

    /// <summary>Length of a window.</summary>
    public required WindowLength Length { get; init; }

    /// <summary>Time zone in which days and weeks begin.</summary>
    public required string Zone { get; init; }

    /// <summary>Minutes to wait after a window's end before it is pulled.</summary>
    public required int LatenessMinutes { get; init; }

    /// <summary>Whether rows are counted at the source and only counts are read.</summary>
    public required bool ByCounts { get; init; }

    /// <summary>Meaning of the columns.</summary>
    public required WindowColumns Columns { get; init; }

    /// <summary>Whether pulling is paused.</summary>
    public required bool Paused { get; init; }

    /// <summary>End of the last window that was pulled.</summary>
    public required DateTimeOffset Watermark { get; init; }

    /// <summary>End of the next window to pull.</summary>
    public required DateTimeOffset NextEnd { get; init; }

    /// <summary>Time of the next check; null while it is paused.</summary>
    public required DateTimeOffset? NextAt { get; init; }

    /// <summary>Number of windows that are due but not yet pulled, at most 10,000.</summary>
    public required int Behind { get; init; }

    /// <summary>The last error; null when there has been none since.</summary>
    public required string? Problem { get; init; }

    /// <summary>Consecutive failed attempts.</summary>
    public required int Tries { get; init; }

    /// <summary>The last window; null if it had no rows.</summary>
    public required string? LastWindow { get; init; }

    /// <summary>When the last window was pulled; null before the first.</summary>
    public required DateTimeOffset? LastAt { get; init; }

    /// <summary>Start of the last window.</summary>
    public required DateTimeOffset? LastStart { get; init; }

    /// <summary>Number of rows in the last window.</summary>
    public required long LastRows { get; init; }

    /// <summary>Bytes transferred for the last window.</summary>
    public required long LastBytes { get; init; }

    /// <summary>Duration of the last pull in milliseconds.</summary>
    public required long LastMilliseconds { get; init; }

    /// <summary>Number of windows pulled since the source was first set.</summary>
    public required int Done { get; init; }

    /// <summary>Number of these windows without rows.</summary>
    public required int Empty { get; init; }

    /// <summary>State of its files; null if the source is a table.</summary>
    public required SourceFiles? Files { get; init; }

    /// <summary>Printed name of the person who last changed it.</summary>
    public required string ChangedBy { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset ChangedAt { get; init; }
}

/// <summary>What is known of the files of a source.</summary>
/// <param name="Known">Files that were read.</param>
/// <param name="Late">Files that came with rows of windows that were done, in the last thirty days.</param>
/// <param name="Replaced">Files in whose place others stand, with other rows of windows that were done.</param>
/// <param name="Deleted">Files that are gone, with rows of windows that were not pulled yet.</param>
/// <param name="Notices">The latest of these.</param>
public sealed record SourceFiles(int Known, int Late, int Replaced, int Deleted, IReadOnlyList<SourceFileNotice> Notices);

/// <summary>What became of a file after windows were pulled from it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">What.</param>
/// <param name="Rows">Rows that a window lacks by that, or has and should not.</param>
/// <param name="At">When it was noticed.</param>
public sealed record SourceFileNotice(string Name, WindowObjectState State, long Rows, DateTimeOffset At);

/// <summary>Reads the source of a version.</summary>
public sealed class GetSource(IDbContextFactory<GovernanceDbContext> dbFactory, SourceConnections connections, TimeProvider clock)
{
    private const int MostBehind = 10_000;
    private const int MostNotices = 20;

    /// <summary>Connections a source may use, as configured.</summary>
    public IReadOnlyList<SourceOptions> Connections => connections.All;

    /// <summary>True when rows of a connection lie in files, and not in tables.</summary>
    public bool HasFiles(string connection) => connections.HasFiles(connection);

    /// <summary>True when rows come by a stream of this name.</summary>
    public bool IsStream(string connection) => connections.IsStream(connection);

    /// <summary>Null when the version has none.</summary>
    public async Task<SourceView?> RunAsync(string model, string version, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await db
            .WindowSources.AsNoTracking()
            .Where(s => s.Model == model && s.Version == version)
            .Join(
                db.WindowPulls.AsNoTracking(),
                s => new { s.Model, s.Version },
                p => new { p.Model, p.Version },
                (s, p) => new { Source = s, Pull = p }
            )
            .SingleOrDefaultAsync(ct);
        return found is null ? null : await OfAsync(db, found.Source, found.Pull, ct);
    }

    internal async Task<SourceView> OfAsync(GovernanceDbContext db, WindowSource source, WindowPull pull, CancellationToken ct) =>
        Of(source, pull, connections.HasFiles(source.Connection) ? await FilesAsync(db, source, ct) : null);

    /// <summary>Forgets what is known of the files of a source, all at once: there may be a hundred thousand.</summary>
    internal static Task ForgetFilesAsync(GovernanceDbContext db, WindowSource source, CancellationToken ct) =>
        db.WindowObjects.Where(o => o.Model == source.Model && o.Version == source.Version).ExecuteDeleteAsync(ct);

    private async Task<SourceFiles> FilesAsync(GovernanceDbContext db, WindowSource source, CancellationToken ct)
    {
        var all = db.WindowObjects.AsNoTracking().Where(o => o.Model == source.Model && o.Version == source.Version);
        var since = clock.GetUtcNow().AddDays(-WindowObject.ToldDays);
        var told = all.Where(o => o.NoticedAt != null && o.NoticedAt >= since);
        var counts = await told.GroupBy(o => o.State).Select(g => new { State = g.Key, Count = g.Count() }).ToListAsync(ct);
        var latest = await told.OrderByDescending(o => o.NoticedAt).ThenBy(o => o.Name).Take(MostNotices).ToListAsync(ct);
        return new SourceFiles(
            await all.CountAsync(ct),
            Count(WindowObjectState.Late),
            Count(WindowObjectState.Replaced),
            Count(WindowObjectState.Deleted),
            [.. latest.Select(o => new SourceFileNotice(o.Name, o.State, o.Missed, o.NoticedAt!.Value))]
        );

        int Count(WindowObjectState state) => counts.Find(c => c.State == state)?.Count ?? 0;
    }

    private SourceView Of(WindowSource source, WindowPull pull, SourceFiles? files)
    {
        var periods = source.Periods;
        var connection = connections.Find(source.Connection);
        return new SourceView
        {
            Connection = source.Connection,
            Kind = connection?.Kind,
            Owner = connection?.Owner ?? "",
            Table = source.Table,
            TimeColumn = source.TimeColumn,
            Length = source.Length,
            Zone = source.Zone,
            LatenessMinutes = source.LatenessMinutes,
            ByCounts = source.ByCounts,
            Columns = JsonSerializer.Deserialize<WindowColumns>(source.ColumnsJson, JsonSerializerOptions.Web)!,
            Paused = source.IsPaused,
            Watermark = pull.Watermark,
            NextEnd = periods.EndAfter(pull.Watermark),
            NextAt = pull.NextAt,
            Behind = periods.Between(pull.Watermark, clock.GetUtcNow().AddMinutes(-source.LatenessMinutes), MostBehind),
            Problem = pull.Problem,
            Tries = pull.Tries,
            LastWindow = pull.LastWindow?.ToString(),
            LastAt = pull.LastAt,
            LastStart = pull.LastStart,
            LastRows = pull.LastRows,
            LastBytes = pull.LastBytes,
            LastMilliseconds = pull.LastMilliseconds,
            Done = pull.Done,
            Empty = pull.Empty,
            Files = files,
            ChangedBy = source.ChangedByName,
            ChangedAt = source.ChangedAt,
        };
    }
}
