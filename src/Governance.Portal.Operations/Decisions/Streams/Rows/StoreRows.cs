using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Storage;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Decisions.Streams.Rows;

/// <summary>
/// Stores the rows of some messages as one part of their stream, until their windows are due. The part, and which messages it is of, are
/// one transaction: what the broker delivers again is known by its position, and a node that lost the stream to another one stores nothing.
/// </summary>
internal sealed class StoreRows(
    ActionRunner runner,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    ContentStore content,
    StorageReserve reserve,
    ReleaseContent release,
    FindRowTarget targets,
    SortRows sort,
    DatabaseClock clock,
    TimeProvider time
) : IMessageStore
{
    /// <summary>Action of the entry of each part; its subject is the name of the stream.</summary>
    public const string Action = "rows.received";

    private const int TidiedAtOnce = 500;

    // What a window took stays this long, so that a broker that delivers again finds it known.
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(1);

    // How often a stream without messages is asked how far it is.
    private static readonly TimeSpan s_askedEvery = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, long> _asked = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (long Parts, PositionSet Positions)> _known = new(StringComparer.Ordinal);

    public StreamContent Content => StreamContent.Windows;

    public async Task<Refusal?> WaitsForAsync(StreamSource source, CancellationToken ct) => (await targets.RunAsync(source, ct)).Refusal;

    public async Task<StoredMessages> RunAsync(StreamSource source, IReadOnlyList<StreamMessage> messages, CancellationToken ct)
    {
        // As for what is uploaded: the last of the space belongs to the log, and the broker keeps the messages meanwhile.
        if (reserve.Refuses(messages.Sum(m => (long)m.Body.Length)) is { } full)
        {
            throw new StreamHeldUpException(full);
        }

        var target = await targets.RunAsync(source, ct);
        if (target.Refusal is { } missing)
        {
            throw new StreamHeldUpException(missing);
        }

        var known = await KnownAsync(source.Name, ct);
        var fresh = messages.Where(m => !known.Positions.Has(m.Position)).DistinctBy(m => m.Position, StringComparer.Ordinal).ToList();
        var sorted = await sort.RunAsync(source, target.Value, fresh, await NowAsync(ct), ct);
        if (sorted.Accepted.Count > 0)
        {
            await KeepAsync(source, known.Parts, sorted, ct);
        }

        _asked.TryRemove(source.Name, out _);
        return new StoredMessages(sorted.Accepted.Count, messages.Count - fresh.Count, sorted.Rejected);
    }

    public async Task EndRoundAsync(StreamSource source, IStreamConsumer consumer, CancellationToken ct)
    {
        if (_asked.TryGetValue(source.Name, out var asked) && time.GetElapsedTime(asked) < s_askedEvery)
        {
            return;
        }

        _asked[source.Name] = time.GetTimestamp();
        if (await consumer.WholeUntilAsync(await NowAsync(ct), ct) is { } until)
        {
            await using var db = await dbFactory.CreateDbContextAsync(ct);
            var read = await db.StreamReads.SingleOrDefaultAsync(r => r.Stream == source.Name, ct);
            if (read is null)
            {
                db.StreamReads.Add(read = StreamRead.Of(source.Name));
            }

            if (read.Reach(until))
            {
                await SaveAsync(db, source, ct);
            }
        }

        await TidyAsync(source, ct);
    }

    private async Task<DateTimeOffset> NowAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await clock.NowAsync(db, ct);
    }

    // Read again whenever another node has stored something: this node's memory is right as long as the count of parts is.
    private async Task<(long Parts, PositionSet Positions)> KnownAsync(string stream, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var parts = await db.StreamReads.Where(r => r.Stream == stream).Select(r => r.Parts).SingleOrDefaultAsync(ct);
        if (_known.TryGetValue(stream, out var known) && known.Parts == parts)
        {
            return known;
        }

        var positions = new PositionSet();
        await foreach (
            var text in db
                .StreamParts.Where(p => p.Stream == stream && p.Number <= parts)
                .OrderBy(p => p.Number)
                .Select(p => p.Positions)
                .AsAsyncEnumerable()
                .WithCancellation(ct)
        )
        {
            positions.AddAll(text);
        }

        return _known[stream] = (parts, positions);
    }

    private async Task KeepAsync(StreamSource source, long parts, SortedRows sorted, CancellationToken ct)
    {
        var positions = new PositionSet();
        foreach (var message in sorted.Accepted)
        {
            positions.Add(message.Position);
        }

        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(sorted.Lines, ct);
        }

        packed.Position = 0;
        await using var incoming = await content.ReceiveOwnAsync(packed, ct);
        if (await incoming.StageAsync(ct) is { } away)
        {
            throw new StreamHeldUpException(away);
        }

        var outcome = await runner.RunAsync<long>(
            StoreMessages.ActorOf(source),
            new Attempt(Action, source.Name, null),
            (context, token) => RecordAsync(context, source, parts, sorted, positions.ToString(), incoming, token),
            ct
        );
        if (outcome.Refusal is { } refusal)
        {
            throw new StreamHeldUpException(refusal);
        }

        // Whoever reads them from here on has this part too.
        if (_known.TryGetValue(source.Name, out var known) && known.Parts == parts)
        {
            known.Positions.AddAll(positions.ToString());
            _known[source.Name] = (outcome.Value, known.Positions);
        }
    }

    private async Task<Result<long>> RecordAsync(
        ActionContext context,
        StreamSource source,
        long parts,
        SortedRows sorted,
        string positions,
        ContentStore.Incoming incoming,
        CancellationToken ct
    )
    {
        var db = context.Db;
        var read = await db.StreamReads.SingleOrDefaultAsync(r => r.Stream == source.Name, ct);
        if ((read?.Parts ?? 0) != parts)
        {
            throw new StreamException("Another node has stored rows of this stream in the meantime.");
        }

        if (read is null)
        {
            db.StreamReads.Add(read = StreamRead.Of(source.Name));
        }

        var kept = await incoming.KeepAsync(ct);
        var part = StreamPart.Next(
            read,
            (kept.Sha256, kept.SizeBytes),
            (sorted.Rows, sorted.First, sorted.Last),
            positions,
            await clock.NowAsync(db, ct)
        );
        db.StreamParts.Add(part);
        context.Append(
            new AuditEvent(
                Action,
                source.Name,
                new JsonObject
                {
                    ["part"] = part.Number,
                    ["rows"] = part.Rows,
                    ["sha256"] = part.Sha256,
                }
            )
        );
        return part.Number;
    }

    // Parts whose windows are all done go after a day. Bytes go last: a node that ends in between leaves some that nothing names.
    private async Task TidyAsync(StreamSource source, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var watermarks = await db
            .WindowSources.Where(s => s.Connection == source.Name)
            .Join(db.WindowPulls, s => new { s.Model, s.Version }, p => new { p.Model, p.Version }, (_, p) => p.Watermark)
            .ToListAsync(ct);
        if (watermarks.Count == 0)
        {
            return;
        }

        var done = watermarks.Min();
        var before = await clock.NowAsync(db, ct) - s_kept;
        var old = await db
            .StreamParts.Where(p => p.Stream == source.Name && p.Last < done && p.WrittenAt < before)
            .OrderBy(p => p.Number)
            .Take(TidiedAtOnce)
            .ToListAsync(ct);
        if (old.Count == 0)
        {
            return;
        }

        db.StreamParts.RemoveRange(old);
        await SaveAsync(db, source, ct);
        foreach (var part in old)
        {
            await release.RunAsync(part.Sha256, ct);
        }
    }

    private static async Task SaveAsync(GovernanceDbContext db, StreamSource source, CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e)
        {
            throw new StreamException($"Another node has stored rows of {source.Name} in the meantime.", e);
        }
    }
}
