using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Audit.Records;

/// <summary>A row that is not what the log states of it.</summary>
/// <param name="Table">Its table.</param>
/// <param name="Key">Its name in the log.</param>
/// <param name="Sentence">What is wrong, for a person.</param>
public sealed record RecordFinding(string Table, string Key, string Sentence);

/// <summary>What a sweep saw.</summary>
/// <param name="Records">Rows compared.</param>
/// <param name="Size">Entries read.</param>
/// <param name="Findings">What is wrong, as many as were asked for.</param>
public sealed record RecordSweepResult(long Records, long Size, IReadOnlyList<RecordFinding> Findings)
{
    /// <summary>How many more seem to be wrong and are not named; they were not looked at a second time.</summary>
    public long More { get; init; }
}

/// <summary>
/// Compares every row of every sealed table with the last thing the log states of it: changed, missing and added rows, and seals that point
/// elsewhere. One pass over the log and one over the tables; what it keeps between them is at most 64 bytes a record.
/// </summary>
public sealed class RecordSweep(IDbContextFactory<GovernanceDbContext> dbFactory, LogReader log)
{
    /// <summary>Findings named where no one asks for all; how many more there are is said.</summary>
    public const int Most = 200;

    // What is looked at once more is read in parts.
    private const int AtOnce = 2_000;

    private static ReadOnlySpan<byte> HasStatements => "\"records\":["u8;

    /// <summary>Compares everything. Changes nothing.</summary>
    public Task<RecordSweepResult> RunAsync(CancellationToken ct) => RunAsync(Most, ct);

    /// <summary>The same, and names at most so many findings.</summary>
    public async Task<RecordSweepResult> RunAsync(int most, CancellationToken ct)
    {
        var size = await log.SizeAsync(ct);
        var stated = new Dictionary<UInt128, Statement>();
        var isWhole = false;
        await foreach (var row in log.ReadAsync(0, size, ct))
        {
            isWhole |= Take(row.Index, row.Leaf, (name, index, digest, _, _) => Keep(stated, name, index, digest));
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        db.DataScope = null;
        var suspects = new List<(RecordTable Table, string Key)>();
        var (records, more) = (0L, 0L);
        foreach (var table in RecordTables.Of(db).All)
        {
            await foreach (var row in RecordReader.StreamAsync(db, table, ct))
            {
                records++;
                var name = Name(table.Name, row.Key);
                var isStated = stated.Remove(name, out var statement);
                if (!isStated && !isWhole)
                {
                    continue; // older than statements, and not stated yet
                }

                if (!isStated || row.LogIndex != statement.Index || row.Digest is not { } digest || Half(digest) != statement.Digest)
                {
                    if (suspects.Count < most)
                    {
                        suspects.Add((table, row.Key));
                    }
                    else
                    {
                        more++;
                    }
                }
            }
        }

        var gone = stated.Count == 0 ? [] : await MissingAsync(RecordTables.Of(db), stated, size, ct);
        var missing = gone.Take(most - suspects.Count).ToList();
        more += gone.Count - missing.Count;
        List<RecordFinding> findings = [.. await RolesAsync(db, ct)];
        if (suspects.Count > 0 || missing.Count > 0)
        {
            findings.AddRange(await AgainAsync([.. suspects, .. missing], size, ct));
        }

        return new RecordSweepResult(records, size, findings) { More = more };
    }

    // What is written while a sweep runs is no finding: what it suspects is looked at once more under the log's lock, when nothing is
    // written.
    private async Task<IReadOnlyList<RecordFinding>> AgainAsync(
        IReadOnlyList<(RecordTable Table, string Key)> suspects,
        long from,
        CancellationToken ct
    )
    {
        var names = suspects.Select(s => Name(s.Table.Name, s.Key)).ToHashSet();
        var stated = new Dictionary<UInt128, Statement>();
        void KeepSuspect(UInt128 name, long index, UInt128? digest, string table, string key)
        {
            if (names.Contains(name))
            {
                Keep(stated, name, index, digest);
            }
        }

        await foreach (var row in log.ReadAsync(0, from, ct))
        {
            Take(row.Index, row.Leaf, KeepSuspect);
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        db.DataScope = null;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockLogAsync(ct);
        await foreach (
            var later in db
                .AuditEntries.AsNoTracking()
                .Where(e => e.Index >= from)
                .OrderBy(e => e.Index)
                .Select(e => new { e.Index, e.Leaf })
                .AsAsyncEnumerable()
                .WithCancellation(ct)
        )
        {
            Take(later.Index, later.Leaf, KeepSuspect);
        }

        var rows = new Dictionary<(string, string), StoredRecord>();
        var findings = new List<RecordFinding>();
        foreach (var part in suspects.Chunk(AtOnce))
        {
            var keys = part.Select(s => KeyOf(s.Table, s.Key)).OfType<RecordKey>();
            var (found, _) = await RecordReader.ReadAsync(db, [.. RecordReader.Filters(keys)], leaves: false, ct);
            foreach (var row in found)
            {
                rows[(row.Table.Name, row.Key)] = row;
            }
        }

        foreach (var (table, key) in suspects)
        {
            var isStated = stated.TryGetValue(Name(table.Name, key), out var statement);
            if (KeyOf(table, key) is null)
            {
                findings.Add(
                    new RecordFinding(table.Name, key, $"The record {table.Name} {key} has a key that cannot be one of this table.")
                );
            }
            else if (!rows.TryGetValue((table.Name, key), out var stored))
            {
                if (isStated)
                {
                    findings.Add(
                        new RecordFinding(
                            table.Name,
                            key,
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"The record {table.Name} {key} from log entry {statement.Index} is missing: "
                                    + $"no entry says that it was removed."
                            )
                        )
                    );
                }
            }
            else if (!isStated)
            {
                findings.Add(
                    new RecordFinding(
                        table.Name,
                        key,
                        $"The record {table.Name} {key} is not in any entry of the log: it was added outside the portal."
                    )
                );
            }
            else if (stored.Digest is not { } digest || Half(digest) != statement.Digest)
            {
                findings.Add(new RecordFinding(table.Name, key, RecordIntegrity.Changed(stored, statement.Index)));
            }
            else if (stored.LogIndex != statement.Index)
            {
                findings.Add(
                    new RecordFinding(
                        table.Name,
                        key,
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"The seal of the record {table.Name} {key} was changed: it points to log entry {stored.LogIndex}, "
                                + $"but the last entry that states the record is {statement.Index}."
                        )
                    )
                );
            }
        }

        return findings;
    }

    // A key that someone wrote past the portal may be none.
    private static RecordKey? KeyOf(RecordTable table, string key)
    {
        try
        {
            return table.Of(key);
        }
        catch (Exception e) when (e is FormatException or OverflowException or InvalidCastException or ArgumentException)
        {
            return null;
        }
    }

    // Names are not kept while the log is read; for what is missing they are read from it once more.
    private async Task<IReadOnlyList<(RecordTable Table, string Key)>> MissingAsync(
        RecordTables tables,
        Dictionary<UInt128, Statement> missing,
        long size,
        CancellationToken ct
    )
    {
        var named = new Dictionary<UInt128, (RecordTable, string)>();
        await foreach (var row in log.ReadAsync(0, size, ct))
        {
            Take(
                row.Index,
                row.Leaf,
                (name, _, _, table, key) =>
                {
                    // A table that an upgrade took away is no one's deed.
                    if (missing.ContainsKey(name) && tables.Find(table) is { } known)
                    {
                        named[name] = (known, key);
                    }
                }
            );
        }

        return [.. named.Values];
    }

    private static async Task<IReadOnlyList<RecordFinding>> RolesAsync(GovernanceDbContext db, CancellationToken ct)
    {
        var roles = await db.Set<Role>().AsNoTracking().OrderBy(r => r.Id).Select(r => new { r.Id, r.Name }).ToListAsync(ct);
        return roles.Select(r => (r.Id, r.Name)).SequenceEqual(Roles.All.Select((name, i) => (i + 1, (string?)name)))
            ? []
            : [new RecordFinding("AspNetRoles", "", "The table AspNetRoles was changed: it does not match this program's list of roles.")];
    }

    private static void Keep(Dictionary<UInt128, Statement> stated, UInt128 name, long index, UInt128? digest)
    {
        if (digest is { } known)
        {
            stated[name] = new Statement(index, known);
        }
        else
        {
            stated.Remove(name);
        }
    }

    // True for an entry from which on nothing is older than statements. A leaf that is none is the log check's finding.
    private static bool Take(long index, byte[] leaf, Action<UInt128, long, UInt128?, string, string> take)
    {
        var hasStatements = leaf.AsSpan().IndexOf(HasStatements) >= 0;
        if (!hasStatements && leaf.AsSpan().IndexOf("\"complete\":true"u8) < 0)
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(leaf);
            var root = document.RootElement;
            if (
                root.GetProperty("data").TryGetProperty(RecordStatements.Member, out var statements)
                && statements.ValueKind is JsonValueKind.Array
            )
            {
                foreach (var statement in statements.EnumerateArray())
                {
                    var (table, key) = (statement.GetProperty("table").GetString()!, statement.GetProperty("key").GetString()!);
                    take(
                        Name(table, key),
                        index,
                        statement.GetProperty("sha256").GetString() is { } hex ? Half(Convert.FromHexString(hex)) : null,
                        table,
                        key
                    );
                }
            }

            return RecordAnchors.Begins(index, root);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    private static UInt128 Name(string table, string key) => Half(SHA256.HashData(Encoding.UTF8.GetBytes($"{table}\n{key}")));

    // Half of a digest is enough to tell it: no one makes another row with a given half.
    private static UInt128 Half(byte[] digest) => BinaryPrimitives.ReadUInt128BigEndian(digest);

    private readonly record struct Statement(long Index, UInt128 Digest);
}
