using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Audit.Records;

/// <summary>A row that was compared with the log.</summary>
/// <param name="Key">Its name in the log.</param>
/// <param name="Values">Its sealed columns, by name, as their digest takes them.</param>
public sealed record ComparedRow(string Key, IReadOnlyDictionary<string, string?> Values)
{
    /// <summary>What a column holds that is a text; null where it is none.</summary>
    public string? Text(string column) =>
        Values.GetValueOrDefault(column) is { } value && value.StartsWith("t:", StringComparison.Ordinal) ? value[2..] : null;
}

/// <summary>
/// Reads a table that only grows, every row compared with the log: all of it once, and afterwards what later entries state. For facts that
/// are kept in memory of a table that is too large to be compared each time it is read.
/// </summary>
public static class RecordFeed
{
    private const int Chunk = 200;

    // Who states rows: their own action, what did not fit into its entry, and the beginning of a log that is older than statements.
    private static readonly string[] s_overflow = [RecordStatements.Stated, RecordAnchors.Anchored];

    /// <summary>Reads what was stated since.</summary>
    /// <typeparam name="T">What the rows are.</typeparam>
    /// <param name="db">The database; what its transaction has written is read as well.</param>
    /// <param name="action">The action whose entries state such rows.</param>
    /// <param name="after">The last entry that was read; -1 for all.</param>
    /// <param name="take">Is given the rows, in the order of their entries.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The last entry that was read.</returns>
    /// <exception cref="RecordAlteredException">A row is not what the log states, or is gone, or was added.</exception>
    public static async Task<long> ReadAsync<T>(
        GovernanceDbContext db,
        string action,
        long after,
        Func<IReadOnlyList<ComparedRow>, Task> take,
        CancellationToken ct
    )
        where T : class
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(take);
        var table = RecordTables.Of(db).Of(typeof(T));
        var last = await db
            .AuditEntries.AsNoTracking()
            .Where(e => e.Index > after && (e.Action == action || s_overflow.Contains(e.Action)))
            .MaxAsync(e => (long?)e.Index, ct);
        if (last is not { } end)
        {
            return after;
        }

        var stated = after < 0 ? await AllAsync(db, table, end, ct) : await LaterAsync(db, table, action, (after, end), ct);
        foreach (var part in stated.OrderBy(s => s.Index).Chunk(Chunk))
        {
            await take(await CompareAsync(db, table, part, ct));
        }

        return end;
    }

    // Rows and seals as they are now. A row without a seal was added by someone; a seal without a row is found when it is compared.
    private static async Task<List<(string Key, long Index)>> AllAsync(
        GovernanceDbContext db,
        RecordTable table,
        long end,
        CancellationToken ct
    )
    {
        var added = await RecordReader.PageAsync(db, table, after: null, isSealed: false, most: 1, ct);
        if (added.Count > 0)
        {
            throw new RecordAlteredException(
                $"The record {table.Name} {added[0].Text} is not in any entry of the log: it was added outside the portal."
            );
        }

        return
        [
            .. (
                await db
                    .RecordSeals.AsNoTracking()
                    .Where(s => s.Table == table.Name && s.LogIndex <= end)
                    .OrderBy(s => s.LogIndex)
                    .ThenBy(s => s.Key)
                    .Select(s => new { s.Key, s.LogIndex })
                    .ToListAsync(ct)
            ).Select(s => (s.Key, s.LogIndex)),
        ];
    }

    private static async Task<List<(string Key, long Index)>> LaterAsync(
        GovernanceDbContext db,
        RecordTable table,
        string action,
        (long After, long End) range,
        CancellationToken ct
    )
    {
        var stated = new List<(string, long)>();
        await foreach (
            var entry in db
                .AuditEntries.AsNoTracking()
                .Where(e => e.Index > range.After && e.Index <= range.End && (e.Action == action || s_overflow.Contains(e.Action)))
                .OrderBy(e => e.Index)
                .Select(e => new { e.Index, e.Leaf })
                .AsAsyncEnumerable()
                .WithCancellation(ct)
        )
        {
            using var leaf = JsonDocument.Parse(entry.Leaf);
            if (!leaf.RootElement.GetProperty("data").TryGetProperty(RecordStatements.Member, out var statements))
            {
                continue;
            }

            foreach (var statement in statements.EnumerateArray().Where(s => s.GetProperty("table").ValueEquals(table.Name)))
            {
                stated.Add((statement.GetProperty("key").GetString()!, entry.Index));
            }
        }

        return stated;
    }

    // An entry states many rows, so its leaf is read once for all of them.
    private static async Task<IReadOnlyList<ComparedRow>> CompareAsync(
        GovernanceDbContext db,
        RecordTable table,
        (string Key, long Index)[] stated,
        CancellationToken ct
    )
    {
        var (found, _) = await RecordReader.ReadAsync(
            db,
            [.. RecordReader.Filters(stated.Select(s => table.Of(s.Key)))],
            leaves: false,
            ct
        );
        var rows = found.ToDictionary(r => r.Key, StringComparer.Ordinal);
        List<long> indexes = [.. found.Select(r => r.LogIndex ?? -1).Distinct()];
        var leaves = await db
            .AuditEntries.AsNoTracking()
            .Where(e => indexes.Contains(e.Index))
            .Select(e => new { e.Index, e.Leaf })
            .ToDictionaryAsync(e => e.Index, e => e.Leaf, ct);
        var compared = new List<ComparedRow>(stated.Length);
        foreach (var (key, index) in stated)
        {
            if (!rows.TryGetValue(key, out var row))
            {
                throw new RecordAlteredException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The record {table.Name} {key} from log entry {index} is missing: no entry says that it was removed."
                    )
                );
            }

            if (RecordIntegrity.Fault(row with { Leaf = leaves.GetValueOrDefault(row.LogIndex ?? -1) }) is { } fault)
            {
                throw new RecordAlteredException(fault);
            }

            compared.Add(
                new ComparedRow(key, table.Columns.Zip(row.Values).ToDictionary(c => c.First, c => c.Second, StringComparer.Ordinal))
            );
        }

        return compared;
    }
}
