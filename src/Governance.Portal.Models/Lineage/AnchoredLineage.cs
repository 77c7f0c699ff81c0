using System.Globalization;
using System.Text.Json;
using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain.Lineage;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Lineage;

/// <summary>
/// Keeps the graph that gates judge by: worked out of the stored events, each compared with the log and its bytes with their digest. It is
/// read once on a node and grows with what later entries state, so a gate pays for new events alone, and a row that someone changed is one
/// that the graph was not made of.
/// </summary>
/// <param name="keepsRuns">Whether it also keeps what events say of runs, which no gate asks for.</param>
internal sealed class AnchoredLineage(bool keepsRuns = false) : IDisposable
{
    /// <summary>The action whose entries state events.</summary>
    public const string Stored = "lineage.stored";

    private const int MaxDatasets = 10_000;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private EventGraph _graph = new(keepsRuns);
    private long _last = -1;
    private byte[] _hash = [];

    /// <summary>The graph as it is now.</summary>
    /// <param name="db">The database; events that its action is about to store count.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="RecordAlteredException">An event is not what the log states.</exception>
    public async Task<EventGraph> ReadAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var own = db.LineageEvents.Local.ToList();
        await _turn.WaitAsync(ct);
        try
        {
            if (own.Count == 0)
            {
                await AdvanceAsync(db, ct);
                return _graph;
            }

            // What is not committed may never be: it is not what other decisions rest on.
            var copy = _graph.Copy();
            var known = new HashSet<string>(StringComparer.Ordinal);
            await RecordFeed.ReadAsync<StoredLineageEvent>(
                db,
                Stored,
                _last,
                rows =>
                {
                    known.UnionWith(rows.Select(r => r.Text("Sha256") ?? ""));
                    return HearAsync(db, copy, rows, ct);
                },
                ct
            );
            foreach (var pending in own.Where(e => known.Add(e.Sha256)).OrderBy(e => e.Id))
            {
                copy.Hear(Read(pending.Bytes, pending.Sha256), pending.Id);
            }

            return copy;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The latest events of some runs, their bytes compared with the digests that the log states.</summary>
    public static async Task<List<(string Run, LineageEvent Event)>> EventsAsync(
        GovernanceDbContext db,
        EventGraph graph,
        IEnumerable<string> runs,
        int most,
        CancellationToken ct
    )
    {
        var heard = new List<(string, LineageEvent)>();
        foreach (var run in runs)
        {
            var events = graph.OfRun(run).Take(most).ToList();
            var pending = db.LineageEvents.Local.ToDictionary(e => e.Sha256, e => e.Bytes, StringComparer.Ordinal);
            var ids = events.Where(e => !pending.ContainsKey(e.Sha256)).Select(e => e.Id).ToList();
            var stored = await db
                .LineageEvents.AsNoTracking()
                .IgnoreQueryFilters()
                .Where(e => ids.Contains(e.Id))
                .Select(e => new { e.Id, e.Bytes })
                .ToDictionaryAsync(e => e.Id, e => e.Bytes, ct);
            heard.AddRange(
                events.Select(e => (run, Read(pending.GetValueOrDefault(e.Sha256) ?? stored.GetValueOrDefault(e.Id) ?? [], e.Sha256)))
            );
        }

        return heard;
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task AdvanceAsync(GovernanceDbContext db, CancellationToken ct)
    {
        // Another log, such as one that was restored, has another entry there.
        if (_last >= 0 && !(await HashAsync(db, _last, ct)).AsSpan().SequenceEqual(_hash))
        {
            (_graph, _last, _hash) = (new EventGraph(keepsRuns), -1, []);
        }

        var before = _last;
        try
        {
            _last = await RecordFeed.ReadAsync<StoredLineageEvent>(db, Stored, _last, rows => HearAsync(db, _graph, rows, ct), ct);
        }
        catch
        {
            // Half of what came since is no graph.
            (_graph, _last, _hash) = (new EventGraph(keepsRuns), -1, []);
            throw;
        }

        if (_last != before)
        {
            _hash = await HashAsync(db, _last, ct);
        }
    }

    private static async Task HearAsync(GovernanceDbContext db, EventGraph graph, IReadOnlyList<ComparedRow> rows, CancellationToken ct)
    {
        var ids = rows.Select(r => long.Parse(r.Key, CultureInfo.InvariantCulture)).ToList();
        var bytes = await db
            .LineageEvents.AsNoTracking()
            .IgnoreQueryFilters()
            .Where(e => ids.Contains(e.Id))
            .Select(e => new { e.Id, e.Bytes })
            .ToDictionaryAsync(e => e.Id, e => e.Bytes, ct);
        foreach (var (row, id) in rows.Zip(ids))
        {
            graph.Hear(Read(bytes.GetValueOrDefault(id) ?? [], row.Text("Sha256") ?? ""), id);
        }
    }

    private static LineageEvent Read(byte[] bytes, string sha256)
    {
        if (Sha256Hex.Of(bytes) != sha256)
        {
            throw new RecordAlteredException($"The lineage event {sha256} was changed: its bytes have another digest.");
        }

        using var json = JsonDocument.Parse(bytes);
        return LineageEventReader.Read(json.RootElement, MaxDatasets) is { IsDone: true, Value: var one }
            ? one
            : throw new RecordAlteredException($"The lineage event {sha256} can no longer be read.");
    }

    private static async Task<byte[]> HashAsync(GovernanceDbContext db, long index, CancellationToken ct) =>
        await db.AuditEntries.AsNoTracking().Where(e => e.Index == index).Select(e => e.LeafHash).SingleOrDefaultAsync(ct) ?? [];
}
