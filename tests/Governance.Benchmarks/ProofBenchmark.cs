using System.Diagnostics;
using System.Globalization;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Transparency;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;

namespace Governance.Benchmarks;

/// <summary>
/// Proofs of a long log, beside reading one row of it by its key. The rows are made here, not by the portal: what is measured is reading.
/// </summary>
internal sealed class ProofBenchmark : IBenchmark
{
    private const int Questions = 2_000;

    public string Name => "proofs";

    public string Words =>
        "Inclusion proofs of a log: --rows 10000000 --database 'Data Source=FILE' | 'Host=…;Database=…' (an empty database; it is filled)";

    public async Task RunAsync(BenchmarkOptions options, CancellationToken ct)
    {
        var rows = options.Number("rows", 10_000_000);
        var connection = options.Text("database", $"Data Source={Path.Combine(Path.GetTempPath(), "governance-proofs.db")}");
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddGovernanceData(connection, Path.GetTempPath())
            .BuildServiceProvider();
        var factory = services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>();
        await using (var db = await factory.CreateDbContextAsync(ct))
        {
            await db.Database.MigrateAsync(ct);
        }

        var log = services.GetRequiredService<LogReader>();
        var watch = Stopwatch.StartNew();
        if (await log.SizeAsync(ct) < rows)
        {
            await FillAsync(connection, rows, ct);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows:N0} entries made in {watch.Elapsed.TotalSeconds:F0} s"));
        var random = new Random(20261120);
        var root = await log.RootAsync(rows, ct);
        var reads = new double[Questions];
        var proofs = new double[Questions];
        for (var i = -100; i < Questions; i++)
        {
            var index = random.NextInt64(rows);
            var began = Stopwatch.GetTimestamp();
            await using (var db = await factory.CreateDbContextAsync(ct))
            {
                _ = await db.AuditEntries.AsNoTracking().Where(e => e.Index == index).Select(e => e.LeafHash).SingleAsync(ct);
            }

            var read = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            began = Stopwatch.GetTimestamp();
            var proof = await log.ResolveAsync(ProofPlan.Inclusion(index, rows), ct);
            var proved = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            if (!MerkleProofs.Includes(index, rows, LeafHash(index), proof, root))
            {
                throw new InvalidOperationException($"The proof of entry {index} does not verify.");
            }

            if (i >= 0)
            {
                (reads[i], proofs[i]) = (read, proved);
            }
        }

        Array.Sort(reads);
        Array.Sort(proofs);
        Console.WriteLine("| | p50 ms | p99 ms |");
        Console.WriteLine("| --- | ---: | ---: |");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| One row by key | {At(reads, 0.5):F2} | {At(reads, 0.99):F2} |"));
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"| Inclusion proof | {At(proofs, 0.5):F2} | {At(proofs, 0.99):F2} |")
        );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| Ratio | {At(proofs, 0.5) / At(reads, 0.5):F1} | {At(proofs, 0.99) / At(reads, 0.99):F1} |"
            )
        );
    }

    private static double At(double[] sorted, double share) => sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];

    private static byte[] Leaf(long index)
    {
        var leaf = new byte[220];
        BitConverter.TryWriteBytes(leaf, index);
        return leaf;
    }

    private static byte[] LeafHash(long index) => MerkleHash.Leaf(Leaf(index));

    private static Task FillAsync(string connection, long rows, CancellationToken ct) =>
        DataServices.KindOf(connection) is DatabaseKind.Postgres
            ? FillPostgresAsync(connection, rows, ct)
            : FillSqliteAsync(connection, rows, ct);

    private static async Task FillSqliteAsync(string text, long rows, CancellationToken ct)
    {
        await using var connection = new SqliteConnection(text);
        await connection.OpenAsync(ct);
        await using (var pragma = connection.CreateCommand())
        {
            pragma.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA cache_size=-500000";
            await pragma.ExecuteNonQueryAsync(ct);
        }

        var tree = new MerkleTree();
        while (tree.Size < rows)
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await using var entry = connection.CreateCommand();
            entry.CommandText =
                """INSERT INTO "AuditEntries" ("Index","Leaf","LeafHash","Time","Actor","Action","Subject","Refused") """
                + """VALUES ($i,$l,$h,$i,'host','model.registered','m',0)""";
            var (i, l, h) = (
                entry.Parameters.Add("$i", SqliteType.Integer),
                entry.Parameters.Add("$l", SqliteType.Blob),
                entry.Parameters.Add("$h", SqliteType.Blob)
            );
            await using var node = connection.CreateCommand();
            node.CommandText = """INSERT INTO "AuditNodes" ("Position","Hash") VALUES ($p,$h)""";
            var (p, n) = (node.Parameters.Add("$p", SqliteType.Integer), node.Parameters.Add("$h", SqliteType.Blob));
            for (var k = 0; k < 500_000 && tree.Size < rows; k++)
            {
                var leaf = Leaf(tree.Size);
                var hash = MerkleHash.Leaf(leaf);
                (i.Value, l.Value, h.Value) = (tree.Size, leaf, hash);
                entry.ExecuteNonQuery();
                tree.Append(
                    hash,
                    (id, bytes) =>
                    {
                        (p.Value, n.Value) = (id.Position, bytes);
                        node.ExecuteNonQuery();
                    }
                );
            }

            await transaction.CommitAsync(ct);
        }
    }

    private static async Task FillPostgresAsync(string text, long rows, CancellationToken ct)
    {
        await using var forEntries = new NpgsqlConnection(text);
        await using var forNodes = new NpgsqlConnection(text);
        await forEntries.OpenAsync(ct);
        await forNodes.OpenAsync(ct);
        await using var entries = await forEntries.BeginBinaryImportAsync(
            """COPY "AuditEntries" ("Index","Leaf","LeafHash","Time","Actor","Action","Subject","Refused") FROM STDIN (FORMAT BINARY)""",
            ct
        );
        await using var nodes = await forNodes.BeginBinaryImportAsync(
            """COPY "AuditNodes" ("Position","Hash") FROM STDIN (FORMAT BINARY)""",
            ct
        );
        var tree = new MerkleTree();
        while (tree.Size < rows)
        {
            var leaf = Leaf(tree.Size);
            var hash = MerkleHash.Leaf(leaf);
            entries.StartRow();
            entries.Write(tree.Size, NpgsqlDbType.Bigint);
            entries.Write(leaf, NpgsqlDbType.Bytea);
            entries.Write(hash, NpgsqlDbType.Bytea);
            entries.Write(tree.Size, NpgsqlDbType.Bigint);
            entries.Write("host", NpgsqlDbType.Text);
            entries.Write("model.registered", NpgsqlDbType.Text);
            entries.Write("m", NpgsqlDbType.Text);
            entries.Write(false, NpgsqlDbType.Boolean);
            tree.Append(
                hash,
                (id, bytes) =>
                {
                    nodes.StartRow();
                    nodes.Write(id.Position, NpgsqlDbType.Bigint);
                    nodes.Write(bytes, NpgsqlDbType.Bytea);
                }
            );
        }

        await entries.CompleteAsync(ct);
        await nodes.CompleteAsync(ct);
    }
}
