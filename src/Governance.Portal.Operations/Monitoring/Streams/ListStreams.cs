using Governance.Analytics.Alarms;
using Governance.Data;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring.Streams;

/// <summary>Data that a model is expected to get again and again.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">The version it is missed from first: the one heard of least lately.</param>
/// <param name="Stream">windows, labels, decisions, figures or evaluations.</param>
/// <param name="Rhythm">How often it comes; null where nothing is declared and nothing could be learnt yet.</param>
/// <param name="LastSeen">End of what came last of that version; null when nothing ever came.</param>
/// <param name="CountsFrom">From when silence counts: what came last, or its deployment or its monitor where that is later.</param>
/// <param name="IsWaitedFor">False where no one waits: the model is not in production, and no one declared a rhythm.</param>
public sealed record ExpectedStream(
    string Model,
    string Version,
    string Stream,
    Rhythm? Rhythm,
    DateTimeOffset? LastSeen,
    DateTimeOffset CountsFrom,
    bool IsWaitedFor
)
{
    /// <summary>When it becomes late unless something arrives; null if nothing is expected or no interval is known.</summary>
    public DateTimeOffset? LateFrom => IsWaitedFor && Rhythm is { } known ? CountsFrom + known.LateAfter : null;

    /// <summary>Whether it is late.</summary>
    public bool IsLate(DateTimeOffset now) => LateFrom < now;
}

/// <summary>Says of models what data they are expected to get, how often, and when it came last.</summary>
public sealed class ListStreams(IEnumerable<IDataStream> streams, IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    /// <summary>What is expected of a model, with the alerts that are open about it.</summary>
    public async Task<IReadOnlyList<StreamView>> RunAsync(string model, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var expected = await OfAsync(db, [model], ct);
        var alerts = await db
            .Alerts.AsNoTracking()
            .Where(a => a.Model == model && a.Rule == AlertRule.LateData && a.State != AlertState.Resolved)
            .Select(a => new { a.Id, a.Field })
            .ToDictionaryAsync(a => a.Field, a => a.Id, StringComparer.Ordinal, ct);
        return
        [
            .. expected.Select(e => new StreamView(
                e.Stream,
                e.Version,
                e.Rhythm?.Every.TotalHours,
                e.Rhythm?.IsDeclared,
                e.LastSeen,
                e.CountsFrom,
                e.LateFrom,
                e.IsLate(clock.GetUtcNow()) ? e.LateFrom : null,
                alerts.TryGetValue(e.Stream, out var alert) ? alert : null
            )),
        ];
    }

    /// <summary>What is late of a model, as its open alerts say.</summary>
    public async Task<IReadOnlyList<LateStream>> LateAsync(string model, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db
            .Alerts.AsNoTracking()
            .Where(a => a.Model == model && a.Rule == AlertRule.LateData && a.State != AlertState.Resolved)
            .OrderBy(a => a.BeganAt)
            .ThenBy(a => a.Id)
            .Select(a => new LateStream(a.Field, a.SeenThrough, a.BeganAt))
            .ToListAsync(ct);
    }

    /// <summary>The same of several models at once, in a number of statements that does not depend on how many.</summary>
    internal async Task<IReadOnlyList<ExpectedStream>> OfAsync(
        GovernanceDbContext db,
        IReadOnlyCollection<string> models,
        CancellationToken ct
    )
    {
        var monitors = (
            await db
                .Monitors.AsNoTracking()
                .Where(m => models.Contains(m.Model) && m.IsEnabled)
                .GroupBy(m => new { m.Model, m.Kind })
                .Select(g => new Watched(g.Key.Model, g.Key.Kind, g.Min(m => m.ExpectedEveryHours), g.Min(m => m.CreatedAt)))
                .ToListAsync(ct)
        ).ToLookup(m => m.Model, StringComparer.Ordinal);
        var serving = (
            await db
                .Deployments.AsNoTracking()
                .Where(d => models.Contains(d.Model) && d.Stage == Stage.Production && d.Until == null)
                .GroupBy(d => new { d.Model, d.Version })
                .Select(g => new Serving(g.Key.Model, g.Key.Version, g.Max(d => d.Since)))
                .ToListAsync(ct)
        ).ToLookup(d => d.Model, StringComparer.Ordinal);
        var found = new List<ExpectedStream>();
        foreach (var stream in streams)
        {
            var came = (await stream.ReadAsync(db, models, ct)).ToDictionary(a => a.Model, StringComparer.Ordinal);
            found.AddRange(
                models
                    .Select(m =>
                        Of(
                            m,
                            stream.Name,
                            came.GetValueOrDefault(m),
                            [.. monitors[m].Where(w => stream.Monitors.Contains(w.Kind))],
                            [.. serving[m]],
                            stream.Monitors.Count == 0
                        )
                    )
                    .OfType<ExpectedStream>()
            );
        }

        return found;
    }

    private static ExpectedStream? Of(
        string model,
        string name,
        DataArrivals? came,
        IReadOnlyList<Watched> monitors,
        IReadOnlyList<Serving> serving,
        bool needsNoMonitor
    )
    {
        var declared = monitors.Min(m => m.EveryHours);
        if (!needsNoMonitor && monitors.Count == 0 || came is null && declared is null)
        {
            return null;
        }

        var rhythm =
            declared is { } hours ? Rhythm.Declared(TimeSpan.FromHours(hours))
            : came is not null ? Rhythm.Learn(came.Arrivals)
            : null;
        var (version, last) = LastOf(came, serving) ?? ("", monitors.Where(m => m.EveryHours is not null).Min(m => m.CreatedAt));
        DateTimeOffset? seen = came?.Newest.TryGetValue(version, out var newest) == true ? newest : null;
        return new ExpectedStream(model, version, name, rhythm, seen, last, serving.Count > 0 || declared is not null);
    }

    /// <summary>
    /// Of versions in production the one heard of least lately: each that was ever heard of, or else each that could be. A version is not
    /// silent before it serves. While none is in production, the newest that came of any.
    /// </summary>
    private static (string Version, DateTimeOffset At)? LastOf(DataArrivals? came, IReadOnlyList<Serving> serving)
    {
        if (serving.Count == 0)
        {
            return came?.Newest.OrderByDescending(n => n.Value).Select(n => ((string, DateTimeOffset)?)(n.Key, n.Value)).First();
        }

        var heard = serving.Where(s => came?.Newest.ContainsKey(s.Version) == true).ToList();
        return (heard.Count > 0 ? heard : serving)
            .Select(s =>
                (s.Version, At: came?.Newest.TryGetValue(s.Version, out var newest) == true && newest > s.Since ? newest : s.Since)
            )
            .OrderBy(s => s.At)
            .ThenBy(s => s.Version, StringComparer.Ordinal)
            .First();
    }

    private sealed record Watched(string Model, MonitorKind Kind, double? EveryHours, DateTimeOffset CreatedAt);

    private sealed record Serving(string Model, string Version, DateTimeOffset Since);
}
