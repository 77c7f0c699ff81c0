using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Audit;

/// <summary>An entry of the audit log.</summary>
/// <param name="Index">Position, from 0, without gaps.</param>
/// <param name="LeafHash">SHA-256(0x00 ‖ leaf), RFC 6962 section 2.1, lower-case hex.</param>
/// <param name="Leaf">The exact bytes in base64, which are authoritative.</param>
/// <param name="Event">The same entry as JSON in readable form.</param>
public sealed record AuditEntryView(long Index, string LeafHash, string Leaf, JsonElement Event);

/// <summary>An entry of the log as people read it.</summary>
/// <param name="Index">Position, from 0.</param>
/// <param name="Time">Time of the entry.</param>
/// <param name="Actor">The actor, as written in the audit log.</param>
/// <param name="ActorName">Name of the actor.</param>
/// <param name="Action">The action, as written in the audit log.</param>
/// <param name="Sentence">The action in words, with what belongs to it.</param>
/// <param name="Subject">Id of the record that the entry is about.</param>
/// <param name="Thing">Name of that record.</param>
/// <param name="Refused">True for an attempt that was refused.</param>
/// <param name="LeafHash">Leaf hash, lower-case hex.</param>
public sealed record AuditRow(
    long Index,
    DateTimeOffset Time,
    string Actor,
    string ActorName,
    string Action,
    string Sentence,
    string Subject,
    string Thing,
    bool Refused,
    string LeafHash
)
{
    /// <summary>What became of a signature since: Void or Revoked. Null for everything else.</summary>
    public string? Since { get; init; }
}

/// <summary>Some rows of the log, newest first.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="HasNewer">True when the filter leaves newer ones.</param>
/// <param name="HasOlder">True when the filter leaves older ones.</param>
public sealed record AuditPageRows(IReadOnlyList<AuditRow> Rows, bool HasNewer, bool HasOlder);

/// <summary>Reads the log: by its own order, from an entry on, so that the last page costs what the first does.</summary>
public sealed class ListAuditEntries(IDbContextFactory<GovernanceDbContext> dbFactory, LogLabels words)
{
    /// <summary>Up to here entries are counted; beyond it a list says "more than".</summary>
    public const int MaxCounted = 10_000;

    private const int Batch = 500;

    /// <summary>Entries from an index up.</summary>
    public async Task<IReadOnlyList<AuditEntryView>> FromAsync(AuditFilter filter, long from, int take, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var search = await AuditSearch.OfAsync(db, words, filter, ct);
        var entries = await search.TakeAsync(part => part.Where(e => e.Index >= from), newestFirst: false, take, ct);
        return
        [
            .. entries.Select(e => new AuditEntryView(
                e.Index,
                Convert.ToHexStringLower(e.LeafHash),
                Convert.ToBase64String(e.Leaf),
                JsonSerializer.Deserialize<JsonElement>(e.Leaf)
            )),
        ];
    }

    /// <summary>A page, newest first: what is older than an entry, or what is newer, or the newest.</summary>
    /// <param name="filter">Which entries.</param>
    /// <param name="before">Older than this entry.</param>
    /// <param name="after">Newer than this entry.</param>
    /// <param name="take">How many.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<AuditPageRows> PageAsync(AuditFilter filter, long? before, long? after, int take, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var search = await AuditSearch.OfAsync(db, words, filter, ct);
        if (after is { } newerThan)
        {
            var newer = await search.TakeAsync(part => part.Where(e => e.Index > newerThan), newestFirst: false, take + 1, ct);
            var hasOlder = await search.TakeAsync(part => part.Where(e => e.Index <= newerThan), newestFirst: true, 1, ct) is [_];
            return new AuditPageRows(await RowsAsync(db, words, newer.Take(take).Reverse(), ct), newer.Count > take, hasOlder);
        }

        var older = await search.TakeAsync(
            part => before is { } olderThan ? part.Where(e => e.Index < olderThan) : part,
            newestFirst: true,
            take + 1,
            ct
        );
        var hasNewer =
            before is { } first && await search.TakeAsync(part => part.Where(e => e.Index >= first), newestFirst: false, 1, ct) is [_];
        return new AuditPageRows(await RowsAsync(db, words, older.Take(take), ct), hasNewer, older.Count > take);
    }

    /// <summary>How many a filter leaves; <see cref="MaxCounted"/> + 1 when there are more than that.</summary>
    public async Task<int> CountAsync(AuditFilter filter, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await (await AuditSearch.OfAsync(db, words, filter, ct)).CountAsync(MaxCounted + 1, ct);
    }

    /// <summary>How many a filter leaves above an entry, counted up to a number.</summary>
    public async Task<int> CountNewerAsync(AuditFilter filter, long newerThan, int most, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var search = await AuditSearch.OfAsync(db, words, filter, ct);
        return await search.CountAsync(part => part.Where(e => e.Index > newerThan), most, ct);
    }

    /// <summary>
    /// The earliest time of an entry; null while the log is empty. That is not always the first one's: what made the database may write
    /// before what is told of earlier days.
    /// </summary>
    public async Task<DateTimeOffset?> BeganAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.AuditEntries.AsNoTracking().MinAsync(e => (DateTimeOffset?)e.Time, ct);
    }

    /// <summary>All that a filter leaves of the log as it is now, oldest first, in bounded memory.</summary>
    internal async IAsyncEnumerable<(AuditRow Row, byte[] Leaf)> StreamAsync(
        AuditFilter filter,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var last = await db.AuditEntries.MaxAsync(e => (long?)e.Index, ct) ?? -1;
        var search = await AuditSearch.OfAsync(db, words, filter, ct);
        for (var from = 0L; from <= last; )
        {
            var read = await search
                .Entries.Where(e => e.Index >= from && e.Index <= last)
                .OrderBy(e => e.Index)
                .Take(Batch)
                .ToListAsync(ct);
            var found = read.Where(search.Matches).ToList();
            var rows = await RowsAsync(db, words, found, ct);
            for (var i = 0; i < rows.Count; i++)
            {
                yield return (rows[i], found[i].Leaf);
            }

            if (read.Count < Batch)
            {
                yield break;
            }

            from = read[^1].Index + 1;
        }
    }

    /// <summary>Entries as rows, in their order.</summary>
    internal static async Task<IReadOnlyList<AuditRow>> RowsAsync(
        GovernanceDbContext db,
        LogLabels words,
        IEnumerable<AuditEntry> entries,
        CancellationToken ct
    )
    {
        var list = entries.ToList();
        var signed = list.Where(e => e.Action == "promotion.signed").ToList();
        var indexes = signed.ConvertAll(e => (long?)e.Index);
        // By their promotion, which has an index, and not all signatures there are.
        var promotions = signed
            .Select(e => DisplayId.TryParse<PromotionId>(e.Subject, out var promotion) ? promotion : (PromotionId?)null)
            .OfType<PromotionId>()
            .Distinct()
            .ToList();
        var signatures =
            indexes.Count == 0
                ? []
                : await db
                    .SignOffs.AsNoTracking()
                    .Where(s =>
                        promotions.Contains(s.Promotion)
                        && indexes.Contains(s.Attestation.LogIndex)
                        && (s.Status == SignOffStatus.Void || s.Status == SignOffStatus.Revoked)
                    )
                    .ToDictionaryAsync(s => s.Attestation.LogIndex!.Value, s => s.Status, ct);
        var names = await AuditActors.LoadAsync(db, words, list.SelectMany(e => AuditActors.Of(e.Actor, e.Subject)), ct);
        return
        [
            .. list.Select(e => new AuditRow(
                e.Index,
                e.Time,
                e.Actor,
                names[e.Actor],
                e.Action,
                words.Of(e.Action, DataOf(e.Leaf)),
                e.Subject,
                names.Thing(e.Subject),
                e.Refused,
                Convert.ToHexStringLower(e.LeafHash)
            )
            {
                Since = signatures.TryGetValue(e.Index, out var status) ? status.ToString() : null,
            }),
        ];
    }

    // A page that shows the log must show a spoilt entry too, not fail on it.
    private static JsonObject DataOf(byte[] leaf)
    {
        try
        {
            return JsonNode.Parse(leaf)?["data"] as JsonObject ?? [];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return [];
        }
    }
}
