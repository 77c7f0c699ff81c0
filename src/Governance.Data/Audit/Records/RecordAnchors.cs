using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data.Api;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Audit.Records;

/// <summary>
/// Lets the log state rows that are older than statements, once, and states rows again whose table was given other columns by an upgrade:
/// only those that were what the log stated before. From then on a row without statement is one that someone added.
/// </summary>
public sealed class RecordAnchors(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    /// <summary>Action of the entries that state older rows; the last of them has <c>complete</c>.</summary>
    public const string Anchored = "records.anchored";

    // Which columns the statements are over. To change it changes nothing for the better: digests that were stated do not follow it.
    private const string ColumnsSetting = "sealed-columns";

    // Each check of one of these rows reads the entry: few enough that it stays short.
    private const int Page = 100;

    private static readonly Actor s_actor = Actor.OfJob("records");

    /// <summary>
    /// States what is not stated yet, where that is older than statements. Safe to repeat, and to run beside another node.
    /// </summary>
    /// <param name="progress">Is given the table and how many of its rows are stated, after each page.</param>
    /// <param name="ct">Cancels between two pages; what is stated stays so.</param>
    /// <returns>How many rows were stated.</returns>
    public async Task<int> RunAsync(IProgress<(string Table, int Rows)>? progress, CancellationToken ct)
    {
        await using var db = await WholeAsync(ct);
        var tables = RecordTables.Of(db);
        var now = tables.All.ToDictionary(t => t.Name, t => t.Columns, StringComparer.Ordinal);
        var setting = await db.Settings.SingleOrDefaultAsync(s => s.Key == ColumnsSetting, ct);
        var before = setting is null ? null : JsonSerializer.Deserialize<Dictionary<string, IReadOnlyList<string>>>(setting.Value);
        var stated = 0;
        if (await IsOlderAsync(db, ct))
        {
            foreach (var table in tables.All)
            {
                stated += await PagesAsync(
                    table,
                    isSealed: false,
                    (context, keys) =>
                    {
                        context.Restated.AddRange(keys);
                        return Task.FromResult(keys.Count);
                    },
                    progress,
                    ct
                );
            }

            await CompleteAsync(stated, ct);
        }
        else if (before is not null)
        {
            foreach (
                var table in tables.All.Where(t =>
                    !before.TryGetValue(t.Name, out var columns) || !columns.SequenceEqual(t.Columns, StringComparer.Ordinal)
                )
            )
            {
                stated += before.TryGetValue(table.Name, out var columns)
                    ? await PagesAsync(
                        table,
                        isSealed: true,
                        (context, keys) => AgainAsync(context, table, columns, keys, ct),
                        progress,
                        ct
                    )
                    : await PagesAsync(
                        table,
                        isSealed: false,
                        (context, keys) =>
                        {
                            context.Restated.AddRange(keys);
                            return Task.FromResult(keys.Count);
                        },
                        progress,
                        ct
                    );
            }

            if (stated > 0)
            {
                await CompleteAsync(stated, ct);
            }
        }

        var text = JsonSerializer.Serialize(now);
        if (setting is null)
        {
            db.Settings.Add(new Setting { Key = ColumnsSetting, Value = text });
        }
        else
        {
            setting.Value = text;
        }

        await db.SaveChangesAsync(ct);
        return stated;
    }

    /// <summary>True when a log states its rows from its first entry on, or everything older has been stated.</summary>
    internal static bool Begins(long index, JsonElement root) =>
        index == 0
            ? root.GetProperty("data").TryGetProperty(RecordStatements.Member, out _)
            : root.GetProperty("action").ValueEquals(Anchored)
                && root.GetProperty("data").TryGetProperty("complete", out var complete)
                && complete.ValueKind is JsonValueKind.True;

    // A log with entries of which the first states nothing, and no entry that says that older rows have been stated.
    private static async Task<bool> IsOlderAsync(GovernanceDbContext db, CancellationToken ct)
    {
        var leaves = await db
            .AuditEntries.AsNoTracking()
            .Where(e => e.Index == 0 || (e.Action == Anchored && !e.Refused))
            .OrderBy(e => e.Index)
            .Select(e => new { e.Index, e.Leaf })
            .ToListAsync(ct);
        foreach (var entry in leaves)
        {
            try
            {
                using var leaf = JsonDocument.Parse(entry.Leaf);
                if (Begins(entry.Index, leaf.RootElement))
                {
                    return false;
                }
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                return false; // a damaged log takes no new beginning; its own check names the entry
            }
        }

        return leaves.Count > 0;
    }

    private async Task<int> PagesAsync(
        RecordTable table,
        bool isSealed,
        Func<GovernanceDbContext, List<RecordKey>, Task<int>> take,
        IProgress<(string Table, int Rows)>? progress,
        CancellationToken ct
    )
    {
        var count = 0;
        for (RecordKey? last = null; ; )
        {
            await using var db = await WholeAsync(ct);
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            await db.LockLogAsync(ct);
            // Named by this context's own tables: each context has one model, and this is the same.
            var keys = await RecordReader.PageAsync(db, table, last, isSealed, Page, ct);
            if (keys.Count == 0)
            {
                return count;
            }

            last = keys[^1];
            var taken = await take(db, keys);
            if (taken > 0)
            {
                db.Append(
                    new AuditEvent(Anchored, RecordStatements.Subject, new JsonObject { ["table"] = table.Name, ["rows"] = taken }),
                    s_actor,
                    clock.GetUtcNow()
                );
                await db.SaveChangesAsync(ct);
                await transaction.CommitAsync(ct);
                count += taken;
                progress?.Report((table.Name, count));
            }
        }
    }

    // Rows that are not what was stated of their old columns keep their old statement, and with it the finding.
    private static async Task<int> AgainAsync(
        GovernanceDbContext db,
        RecordTable table,
        IReadOnlyList<string> columns,
        List<RecordKey> keys,
        CancellationToken ct
    )
    {
        var there = table.With(columns);
        var (rows, _) = await RecordReader.ReadAsync(
            db,
            [.. RecordReader.Filters(keys.Select(k => k with { Table = there }))],
            leaves: true,
            ct
        );
        var whole = rows.Where(r => columns.Count != there.Columns.Count || RecordIntegrity.Fault(r) is null)
            .Select(r => r.Key)
            .ToHashSet(StringComparer.Ordinal);
        db.Restated.AddRange(keys.Where(k => whole.Contains(k.Text)));
        return db.Restated.Count;
    }

    private async Task CompleteAsync(int rows, CancellationToken ct)
    {
        await using var db = await WholeAsync(ct);
        db.Append(
            new AuditEvent(Anchored, RecordStatements.Subject, new JsonObject { ["complete"] = true, ["rows"] = rows }),
            s_actor,
            clock.GetUtcNow()
        );
        await db.SaveChangesAsync(ct);
    }

    private async Task<GovernanceDbContext> WholeAsync(CancellationToken ct)
    {
        var db = await dbFactory.CreateDbContextAsync(ct);
        db.DataScope = null;
        return db;
    }
}
