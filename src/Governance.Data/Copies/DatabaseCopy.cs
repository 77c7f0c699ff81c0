using System.Security.Cryptography;
using Governance.Data.Audit;

namespace Governance.Data.Copies;

/// <summary>
/// Copies a whole installation's database into an empty one of another kind: every table, every row, every byte of the log, and the
/// numbers that tables give out by themselves. Not carried: whose turn it is among nodes that are stopped, and answers kept for repeated
/// requests.
/// </summary>
/// <param name="tables">Of the model.</param>
/// <param name="from">Read.</param>
/// <param name="to">Written.</param>
/// <param name="say">Told how far it is, in sentences.</param>
internal sealed class DatabaseCopy(IReadOnlyList<CopyTable> tables, CopySide from, CopySide to, Func<string, Task> say)
{
    // Told again after as many rows of one table.
    private const int SayEvery = 100_000;

    // A digest of a table that differs says so once; the rows are named up to here.
    private const int MostNamed = 20;

    /// <summary>Rows written in one transaction.</summary>
    public int Batch { get; init; } = 5_000;

    /// <summary>What tells this source from every other, and from a later state of itself.</summary>
    public static async Task<string> NameAsync(CopySide side, CancellationToken ct)
    {
        var id = await side.TextAsync("""SELECT "Value" FROM "Settings" WHERE "Key" = 'installation-id'""", ct);
        return FormattableString.Invariant($"{id} {await SizeAsync(side, ct)}");
    }

    /// <summary>Writes what is not there yet.</summary>
    public async Task WriteAsync(CancellationToken ct)
    {
        var done = await to.DoneAsync(ct);
        for (var i = 0; i < tables.Count; i++)
        {
            var table = tables[i];
            var there = done.GetValueOrDefault(table.Name);
            if (!done.ContainsKey(table.Name) && !LogTables.Guarded.Contains(table.Name))
            {
                // Some rows are made with the schema; the source has them too.
                await to.ExecuteAsync($"DELETE FROM \"{table.Name}\"", ct);
            }

            await to.PrepareAsync(table, from, ct);
            var total = await WriteAsync(table, there, ct);
            await say(FormattableString.Invariant($"{i + 1} of {tables.Count}: {table.Name}, rows: {total}"));
        }

        await to.SetNumbersAsync(await from.NumbersAsync(ct), ct);
    }

    /// <summary>Compares both databases, row by row.</summary>
    /// <returns>What differs, in sentences; nothing when all is equal. And one digest of all tables.</returns>
    public async Task<(IReadOnlyList<string> Findings, string Digest)> CompareAsync(CancellationToken ct)
    {
        var findings = new List<string>();
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var table in tables)
        {
            all.AppendData(await CompareAsync(table, findings, ct));
        }

        var (before, after) = (await from.NumbersAsync(ct), await to.NumbersAsync(ct));
        findings.AddRange(
            before
                .Keys.Union(after.Keys)
                .Where(t => before.GetValueOrDefault(t) != after.GetValueOrDefault(t))
                .Select(t => (Table: t, Source: before.GetValueOrDefault(t), Target: after.GetValueOrDefault(t)))
                .Select(n =>
                    FormattableString.Invariant(
                        $"{n.Table}: the next number would follow {n.Source} in the source and {n.Target} in the target."
                    )
                )
        );
        findings.AddRange((await to.LooseAsync(ct)).Select(t => $"The table {t} refers to rows that do not exist."));
        return (findings, Convert.ToHexStringLower(all.GetHashAndReset()));
    }

    /// <summary>Entries of the log.</summary>
    public static Task<long> SizeAsync(CopySide side, CancellationToken ct) =>
        side.NumberAsync("""SELECT COUNT(*) FROM "AuditEntries" """, ct);

    private async Task<long> WriteAsync(CopyTable table, long there, CancellationToken ct)
    {
        var rows = new List<object?[]>(Batch);
        var total = there;
        await foreach (var row in from.ReadAsync(table, there, ct))
        {
            rows.Add(row);
            if (rows.Count < Batch || table.NamesItself)
            {
                continue;
            }

            total += rows.Count;
            await to.WriteAsync(table, rows, total, ct);
            if (total / SayEvery != (total - rows.Count) / SayEvery)
            {
                await say(FormattableString.Invariant($"{table.Name}: rows so far: {total}"));
            }

            rows.Clear();
        }

        total += rows.Count;
        await to.WriteAsync(table, rows, total, ct);
        return total;
    }

    private async Task<byte[]> CompareAsync(CopyTable table, List<string> findings, CancellationToken ct)
    {
        using var one = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var other = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var left = from.ReadAsync(table, 0, ct).GetAsyncEnumerator(ct);
        await using var right = to.ReadAsync(table, 0, ct).GetAsyncEnumerator(ct);
        var (hasLeft, hasRight) = (await left.MoveNextAsync(), await right.MoveNextAsync());
        var (leftRows, rightRows) = (0L, 0L);
        while (hasLeft || hasRight)
        {
            var order =
                !hasLeft ? 1
                : !hasRight ? -1
                : CopyValues.Compare(table, left.Current, right.Current);
            Name(table, order, order <= 0 ? left.Current : right.Current, order == 0 ? right.Current : null, findings);
            if (order <= 0)
            {
                leftRows++;
                Add(one, table, left.Current);
                hasLeft = await left.MoveNextAsync();
            }

            if (order >= 0)
            {
                rightRows++;
                Add(other, table, right.Current);
                hasRight = await right.MoveNextAsync();
            }
        }

        var (digest, copied) = (one.GetHashAndReset(), other.GetHashAndReset());
        if (leftRows != rightRows)
        {
            findings.Add(
                FormattableString.Invariant(
                    $"{table.Name}: the number of its rows is {leftRows} in the source and {rightRows} in the target."
                )
            );
        }
        else if (!digest.AsSpan().SequenceEqual(copied))
        {
            var (ours, theirs) = (Convert.ToHexStringLower(digest), Convert.ToHexStringLower(copied));
            findings.Add($"{table.Name}: the digest of its rows is {ours} in the source and {theirs} in the target.");
        }

        return digest;
    }

    private static void Add(IncrementalHash hash, CopyTable table, object?[] row)
    {
        for (var i = 0; i < row.Length; i++)
        {
            CopyValues.Digest(hash, table.Columns[i], row[i]);
        }
    }

    private static void Name(CopyTable table, int order, object?[] row, object?[]? copied, List<string> findings)
    {
        if (findings.Count >= MostNamed)
        {
            return;
        }

        if (copied is null)
        {
            findings.Add($"{table.Name} {table.KeyOf(row)}: the row is only in the {(order < 0 ? "source" : "target")}.");
            return;
        }

        var different = table.Columns.Where((c, i) => !CopyValues.Same(c, row[i], copied[i])).Select(c => c.Name).ToList();
        if (different.Count > 0)
        {
            findings.Add($"{table.Name} {table.KeyOf(row)}: the copy differs in {string.Join(", ", different)}.");
        }
    }
}
