using System.Globalization;
using System.Security.Cryptography;
using Governance.Data.Audit;
using Governance.Testing;
using Governance.Transparency;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Tests.Audit;

/// <summary>
/// Everything that can be done to a log of 200 entries by someone who may write to its database: found, and the first bad entry named. In
/// every run every fifth byte of a column is changed, every eighth of a stored hash, and the key of every twentieth row.
/// </summary>
public sealed class LogTamperTests
{
    private const int Entries = 200;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Table, key, column, type as SQLite knows it.
    public static TheoryData<string, string, string, string> Columns { get; } =
        new()
        {
            { "AuditEntries", "Index", "Leaf", "blob" },
            { "AuditEntries", "Index", "LeafHash", "blob" },
            { "AuditEntries", "Index", "Time", "integer" },
            { "AuditEntries", "Index", "Actor", "text" },
            { "AuditEntries", "Index", "Action", "text" },
            { "AuditEntries", "Index", "Subject", "text" },
            { "AuditEntries", "Index", "Refused", "integer" },
            { "Checkpoints", "Size", "Origin", "text" },
            { "Checkpoints", "Size", "Root", "blob" },
            { "Checkpoints", "Size", "Note", "text" },
            { "Checkpoints", "Size", "SignedAt", "integer" },
            { "Checkpoints", "Size", "TimeSignature", "blob" },
            { "CheckpointCosignatures", "Size", "Id", "text" },
            { "CheckpointCosignatures", "Size", "Witness", "text" },
            { "CheckpointCosignatures", "Size", "Line", "text" },
            { "CheckpointCosignatures", "Size", "At", "integer" },
        };

    [Fact]
    public async Task Columns_OfTheMatrix_AreAllThereAre()
    {
        using var log = await SignedLog.CreateAsync(1, 1, Ct);
        await using var db = log.CreateDbContext();
        var there = db
            .Model.GetEntityTypes()
            .Where(e => LogTables.All.Contains(e.GetTableName(), StringComparer.Ordinal))
            .SelectMany(e => e.GetProperties().Select(p => $"{e.GetTableName()}.{p.GetColumnName()}"))
            .Order(StringComparer.Ordinal);

        var covered = Columns
            .Select(c => $"{c.Data.Item1}.{c.Data.Item3}")
            .Concat(["AuditEntries.Index", "AuditNodes.Position", "AuditNodes.Hash", "Checkpoints.Size", "CheckpointCosignatures.Size"])
            .Order(StringComparer.Ordinal);

        Assert.Equal(there, covered);
    }

    [Fact]
    public async Task Untouched_IsNotReported()
    {
        using var log = await SignedLog.CreateAsync(Entries, 20, Ct);
        Assert.Empty(await log.VerifyAsync(Ct));

        // Nor are entries that no checkpoint covers yet, nor an empty log.
        await log.AppendAsync(7, Ct);
        Assert.Empty(await log.VerifyAsync(Ct));
        using var empty = await SignedLog.CreateAsync(0, 1, Ct);
        Assert.Empty(await empty.VerifyAsync(Ct));
    }

    // The same byte of every row at once, and every row has to be named: 200 tampered databases for the price of one.
    [Theory]
    [Trait(Soak.Trait, Soak.Value)]
    [MemberData(nameof(Columns))]
    public async Task EveryByte_OfEveryColumn_IsFoundAndItsRowNamed(string table, string key, string column, string type)
    {
        // A cosignature stands for itself: a few entries below it are enough.
        using var log =
            table == "CheckpointCosignatures" ? await SignedLog.CreateAsync(6, 2, Ct) : await SignedLog.CreateAsync(Entries, 20, Ct);
        var rows = log.Column(table, key, column, type == "integer");
        var random = new Random(17);
        foreach (var at in Soak.Sample(Enumerable.Range(0, rows.Max(r => r.Bytes.Length)), every: 5))
        {
            var flipped = rows.Where(r => r.Bytes.Length > at).ToList();
            foreach (var (row, bytes) in flipped)
            {
                Set(log, table, key, column, type, row, Flip(bytes, at, random));
            }

            // Values that are none at all are named alone: nothing that is read beside them can be relied on. So they are mended first.
            while (flipped.Count > 0)
            {
                var found = (await log.VerifyAsync(Ct)).Select(f => f.Sentence).ToList();
                var named = flipped.Where(r => found.Exists(f => f.StartsWith(NameOf(table, r.Key), StringComparison.Ordinal))).ToList();
                Assert.True(
                    named.Count > 0,
                    $"Not found: byte {at} of {column} in the rows {string.Join(", ", flipped.Select(r => r.Key))}"
                );
                named.ForEach(r => Set(log, table, key, column, type, r.Key, r.Bytes));
                flipped.RemoveAll(named.Contains);
            }
        }

        Assert.Empty(await log.VerifyAsync(Ct));
    }

    private static string NameOf(string table, long row) =>
        table switch
        {
            "Checkpoints" => $"The checkpoint of {row} entries was",
            "CheckpointCosignatures" => $"The cosignature of the checkpoint of {row} entries was",
            _ => $"Log entry {row} was",
        };

    [Theory]
    [Trait(Soak.Trait, Soak.Value)]
    [InlineData("AuditEntries", "Index")]
    [InlineData("AuditNodes", "Position")]
    [InlineData("Checkpoints", "Size")]
    [InlineData("CheckpointCosignatures", "Size")]
    public async Task EveryByte_OfEveryKey_IsFound(string table, string key)
    {
        using var log = await SignedLog.CreateAsync(Entries, 20, Ct);
        // Checkpoints are few: those of every run are every other one.
        var rows = log.Column(table, key, key, number: true);
        foreach (var (row, bytes) in Soak.Sample(rows, every: rows.Count > 50 ? 20 : 2))
        {
            for (var at = 0; at < sizeof(long); at++)
            {
                var moved = BitConverter.ToInt64(Flip(bytes, at, 0x80));
                if (
                    log.Execute($"""UPDATE OR IGNORE "{table}" SET "{key}" = $to WHERE "{key}" = $from""", ("$from", row), ("$to", moved))
                    == 0
                )
                {
                    continue; // that place is taken: the swap of two rows is a test of its own
                }

                var findings = await log.VerifyAsync(Ct);

                Assert.NotEmpty(findings);
                if (table == "AuditEntries" && row > 0)
                {
                    Assert.Contains(findings, f => f.Index == Math.Min(row, moved));
                }

                log.Execute($"""UPDATE "{table}" SET "{key}" = $to WHERE "{key}" = $from""", ("$from", moved), ("$to", row));
            }
        }

        Assert.Empty(await log.VerifyAsync(Ct));
    }

    [Fact]
    [Trait(Soak.Trait, Soak.Value)]
    public async Task EveryByte_OfEveryStoredHash_IsFoundAndTheEntriesAreNotBlamed()
    {
        using var log = await SignedLog.CreateAsync(Entries, 20, Ct);
        var nodes = log.Column("AuditNodes", "Position", "Hash", number: false);
        // All of one level at once: no two of them lie within each other.
        foreach (var level in nodes.GroupBy(n => long.TrailingZeroCount(n.Key + 1)))
        {
            foreach (var at in Soak.Sample(Enumerable.Range(0, MerkleHash.Size), every: 8))
            {
                foreach (var (position, bytes) in level)
                {
                    Set(log, "AuditNodes", "Position", "Hash", "blob", position, Flip(bytes, at, 0x10));
                }

                var findings = await log.VerifyAsync(Ct);

                Assert.Equal(level.Count(), findings.Count);
                Assert.All(findings, f => Assert.StartsWith("The stored tree was changed", f.Sentence, StringComparison.Ordinal));
                foreach (var (position, bytes) in level)
                {
                    Set(log, "AuditNodes", "Position", "Hash", "blob", position, bytes);
                }
            }
        }
    }

    [Theory]
    [InlineData(0, 0, "Log entry 0 is missing.")]
    [InlineData(0, 9, "Log entries 0 to 9 are missing.")]
    [InlineData(50, 50, "Log entry 50 is missing.")]
    [InlineData(50, 79, "Log entries 50 to 79 are missing.")]
    [InlineData(199, 199, "Log entries from 199 on are missing: the last signed checkpoint covers 200 entries.")]
    [InlineData(150, 199, "Log entries from 150 on are missing: the last signed checkpoint covers 200 entries.")]
    [InlineData(0, 199, "Log entries from 0 on are missing: the last signed checkpoint covers 200 entries.")]
    public async Task DeletedRows_AreNamed(int from, int to, string sentence)
    {
        using var log = await SignedLog.CreateAsync(Entries, 20, Ct);
        log.Execute("""DELETE FROM "AuditEntries" WHERE "Index" BETWEEN $from AND $to""", ("$from", from), ("$to", to));

        Assert.Equal(sentence, (await log.VerifyAsync(Ct))[0].Sentence);
    }

    [Fact]
    public async Task DeletedTail_WithItsNodesAndCheckpoints_ContradictsTheKeyFolder()
    {
        using var log = await SignedLog.CreateAsync(Entries, 20, Ct);
        log.Execute(
            """DELETE FROM "AuditEntries" WHERE "Index" >= 160; DELETE FROM "Checkpoints" WHERE "Size" > 160; """
                + """DELETE FROM "CheckpointCosignatures" WHERE "Size" > 160"""
        );
        await using (var db = log.CreateDbContext())
        {
            var kept = new MerkleTree();
            var positions = new HashSet<long>();
            for (var i = 0; i < 160; i++)
            {
                kept.Append(new byte[32], (node, _) => positions.Add(node.Position));
            }

            foreach (var position in (await db.AuditNodes.Select(n => n.Position).ToListAsync(Ct)).Where(p => !positions.Contains(p)))
            {
                log.Execute("""DELETE FROM "AuditNodes" WHERE "Position" = $p""", ("$p", position));
            }
        }

        var finding = Assert.Single(await log.VerifyAsync(Ct));
        Assert.Equal(160, finding.Index);
        Assert.Equal("Log entries from 160 on are missing: the last signed checkpoint covers 200 entries.", finding.Sentence);
    }

    [Theory]
    [InlineData(10, 11)]
    [InlineData(11, 12)]
    [InlineData(0, 199)]
    [InlineData(42, 163)]
    public async Task SwappedRows_AreFoundAtTheFirstOfThem(int one, int other)
    {
        using var log = await SignedLog.CreateAsync(Entries, 20, Ct);
        log.Execute("""UPDATE "AuditEntries" SET "Index" = -1 WHERE "Index" = $a""", ("$a", one));
        log.Execute("""UPDATE "AuditEntries" SET "Index" = $a WHERE "Index" = $b""", ("$a", one), ("$b", other));
        log.Execute("""UPDATE "AuditEntries" SET "Index" = $b WHERE "Index" = -1""", ("$b", other));

        var first = (await log.VerifyAsync(Ct)).MinBy(f => f.Index ?? long.MaxValue)!;

        Assert.Equal(one / 2 * 2, first.Index);
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"{one / 2 * 2} to {(one / 2 * 2) + 1}"),
            first.Sentence,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task RewrittenEntry_WithItsHashAndTheWholeTree_ContradictsTheNextCheckpoint()
    {
        using var log = await SignedLog.CreateAsync(Entries, 20, Ct);
        await RewriteAsync(log, 87);

        var finding = Assert.Single(await log.VerifyAsync(Ct));

        // Between the checkpoint of 80 entries, which still holds, and the one of 100.
        Assert.Equal(80, finding.Index);
        Assert.Contains("80 to 99", finding.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RewrittenHistory_SignedAnewWithAnotherKey_IsFound()
    {
        using var log = await SignedLog.CreateAsync(Entries, 20, Ct);
        await RewriteAsync(log, 87);
        using var another = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using (var db = log.CreateDbContext())
        {
            var resigned = new List<StoredCheckpoint>();
            foreach (var old in await db.Checkpoints.AsNoTracking().ToListAsync(Ct))
            {
                resigned.Add(log.Signed(new Checkpoint(old.Origin, old.Size, await LogProofs.RootAsync(db, old.Size, Ct)), another));
            }

            log.Execute("""DELETE FROM "Checkpoints" """);
            db.Checkpoints.AddRange(resigned);
            await db.SaveChangesAsync(Ct);
        }

        var findings = await log.VerifyAsync(Ct);

        Assert.Contains(
            findings,
            f => f.Sentence.Contains("not all of its signatures were made with keys of this log", StringComparison.Ordinal)
        );
        Assert.Contains(findings, f => f.Sentence.Contains("the last signed checkpoint in the key folder", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OlderCopy_PutBackAndGoneOnWith_ContradictsTheKeyFolder()
    {
        using var log = await SignedLog.CreateAsync(150, 10, Ct);
        using var yesterday = new SqliteConnection("Data Source=:memory:");
        await yesterday.OpenAsync(Ct);
        log.CopyTo(yesterday);
        await log.AppendAsync(50, Ct);
        await log.SignAsync(Ct);
        log.CopyFrom(yesterday);

        Assert.Equal(
            "Log entries from 150 on are missing: the last signed checkpoint covers 200 entries.",
            Assert.Single(await log.VerifyAsync(Ct)).Sentence
        );

        // Other entries in the place of those that are gone.
        await log.AppendAsync(60, Ct);
        var finding = Assert.Single(await log.VerifyAsync(Ct));
        Assert.Equal(150, finding.Index);
        Assert.Contains("150 to 199", finding.Sentence, StringComparison.Ordinal);
    }

    private static async Task RewriteAsync(SignedLog log, long index)
    {
        await using var db = log.CreateDbContext();
        var leaf = (await db.AuditEntries.AsNoTracking().SingleAsync(e => e.Index == index, Ct)).Leaf;
        var text = System.Text.Encoding.UTF8.GetString(leaf);
        var forged = System.Text.Encoding.UTF8.GetBytes(
            text.Replace("\"request\":null", "\"request\":\"forged\"", StringComparison.Ordinal)
        );
        Assert.NotEqual(leaf, forged);
        log.Execute(
            """UPDATE "AuditEntries" SET "Leaf" = $leaf, "LeafHash" = $hash WHERE "Index" = $i""",
            ("$leaf", forged),
            ("$hash", MerkleHash.Leaf(forged)),
            ("$i", index)
        );
        var tree = new MerkleTree();
        foreach (var hash in await db.AuditEntries.AsNoTracking().OrderBy(e => e.Index).Select(e => e.LeafHash).ToListAsync(Ct))
        {
            tree.Append(
                hash,
                (node, bytes) =>
                    log.Execute("""UPDATE "AuditNodes" SET "Hash" = $h WHERE "Position" = $p""", ("$h", bytes), ("$p", node.Position))
            );
        }
    }

    private static void Set(SignedLog log, string table, string key, string column, string type, long row, byte[] bytes) =>
        log.Execute(
            type == "text"
                ? $"""UPDATE "{table}" SET "{column}" = CAST($v AS TEXT) WHERE "{key}" = $k"""
                : $"""UPDATE "{table}" SET "{column}" = $v WHERE "{key}" = $k""",
            ("$v", type == "integer" ? BitConverter.ToInt64(bytes) : bytes),
            ("$k", row)
        );

    private static byte[] Flip(byte[] bytes, int at, Random random) => Flip(bytes, at, (byte)random.Next(1, 256));

    private static byte[] Flip(byte[] bytes, int at, byte mask)
    {
        var flipped = bytes.ToArray();
        flipped[at] ^= mask;
        return flipped;
    }
}
