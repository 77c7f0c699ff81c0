using System.Data.Common;
using Governance.Data;
using Governance.Domain.Decisions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Governance.Benchmarks.Decisions;

/// <summary>
/// What intake is held against: the same rows into a table of the same columns and indexes, a prepared INSERT a row in one transaction a
/// batch on SQLite, INSERTs of 500 rows on PostgreSQL. No reading, no checks, no commitments, no log.
/// </summary>
internal abstract class PlainInsert
{
    protected const string Columns =
        "\"Number\", \"Time\", \"Source\", \"Id\", \"Outcome\", \"Confidence\", \"Features\", \"Subject\", \"Synthetic\", "
        + "\"Commitment\", \"Seed\", \"Content\"";

    public static PlainInsert For(GovernanceDbContext db) =>
        db.Database.GetDbConnection() is NpgsqlConnection ? new OnPostgres(db) : new OnSqlite(db);

    /// <summary>Makes the table.</summary>
    public abstract Task PrepareAsync(CancellationToken ct);

    /// <summary>Inserts a batch, durably.</summary>
    public abstract Task InsertAsync(IReadOnlyList<Decision> rows, CancellationToken ct);

    /// <summary>Copies what is not in the table yet, to give it the size of the other.</summary>
    public abstract Task CatchUpAsync(CancellationToken ct);

    private static async Task ExecuteAsync(DbConnection connection, string sql, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandTimeout = 0;
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(ct);
    }

    private static object?[] Values(Decision d) =>
        [
            d.Number,
            d.Time.UtcTicks,
            d.Source,
            d.Id,
            d.Outcome,
            d.Confidence,
            d.Features,
            d.Subject,
            d.Synthetic,
            d.Commitment,
            d.Seed,
            d.Content,
        ];

    private sealed class OnSqlite(GovernanceDbContext db) : PlainInsert
    {
        public override async Task PrepareAsync(CancellationToken ct)
        {
            await db.Database.OpenConnectionAsync(ct);
            await ExecuteAsync(
                db.Database.GetDbConnection(),
                """
                CREATE TABLE "Plain" (
                    "Number" INTEGER NOT NULL PRIMARY KEY, "Time" INTEGER NOT NULL, "Source" INTEGER NOT NULL, "Id" TEXT NOT NULL UNIQUE,
                    "Outcome" TEXT, "Confidence" REAL, "Features" TEXT, "Subject" TEXT, "Synthetic" INTEGER NOT NULL,
                    "Commitment" BLOB NOT NULL, "Seed" BLOB, "Content" BLOB
                );
                CREATE INDEX "IX_Plain_Time" ON "Plain" ("Time", "Number");
                CREATE INDEX "IX_Plain_Source_Time" ON "Plain" ("Source", "Time", "Number");
                """,
                ct
            );
        }

        public override Task InsertAsync(IReadOnlyList<Decision> rows, CancellationToken ct)
        {
            var connection = (SqliteConnection)db.Database.GetDbConnection();
            using var transaction = connection.BeginTransaction();
            using var command = connection.CreateCommand();
            command.CommandText =
                $"INSERT INTO \"Plain\" ({Columns}) VALUES ({string.Join(", ", Enumerable.Range(0, 12).Select(i => $"$p{i}"))})";
            var parameters = Enumerable.Range(0, 12).Select(i => command.Parameters.AddWithValue($"$p{i}", DBNull.Value)).ToArray();
            command.Prepare();
            foreach (var row in rows)
            {
                var values = Values(row);
                for (var i = 0; i < values.Length; i++)
                {
                    parameters[i].Value = values[i] ?? DBNull.Value;
                }

                command.ExecuteNonQuery();
            }

            transaction.Commit();
            return Task.CompletedTask;
        }

        public override Task CatchUpAsync(CancellationToken ct) =>
            ExecuteAsync(
                db.Database.GetDbConnection(),
                $"INSERT INTO \"Plain\" ({Columns}) SELECT {Columns} FROM \"Decisions\" "
                    + "WHERE \"Number\" > (SELECT coalesce(max(\"Number\"), 0) FROM \"Plain\")",
                ct
            );
    }

    private sealed class OnPostgres(GovernanceDbContext db) : PlainInsert
    {
        private const int RowsAStatement = 500;

        public override async Task PrepareAsync(CancellationToken ct)
        {
            await db.Database.OpenConnectionAsync(ct);
            await ExecuteAsync(
                db.Database.GetDbConnection(),
                """
                CREATE TABLE "Plain" (
                    "Number" bigint PRIMARY KEY, "Time" bigint NOT NULL, "Source" integer NOT NULL, "Id" text COLLATE "C" NOT NULL UNIQUE,
                    "Outcome" text, "Confidence" double precision, "Features" text, "Subject" text, "Synthetic" boolean NOT NULL,
                    "Commitment" bytea NOT NULL, "Seed" bytea, "Content" bytea
                );
                CREATE INDEX "IX_Plain_Time" ON "Plain" ("Time", "Number");
                CREATE INDEX "IX_Plain_Source_Time" ON "Plain" ("Source", "Time", "Number");
                """,
                ct
            );
        }

        public override async Task InsertAsync(IReadOnlyList<Decision> rows, CancellationToken ct)
        {
            var connection = (NpgsqlConnection)db.Database.GetDbConnection();
            await using var transaction = await connection.BeginTransactionAsync(ct);
            foreach (var part in rows.Chunk(RowsAStatement))
            {
                var places = string.Join(
                    ", ",
                    part.Select((_, r) => $"({string.Join(", ", Enumerable.Range(1, 12).Select(c => $"${(r * 12) + c}"))})")
                );
                await using var command = new NpgsqlCommand($"INSERT INTO \"Plain\" ({Columns}) VALUES {places}", connection, transaction);
                foreach (var value in part.SelectMany(Values))
                {
                    command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
                }

                await command.PrepareAsync(ct);
                await command.ExecuteNonQueryAsync(ct);
            }

            await transaction.CommitAsync(ct);
        }

        public override Task CatchUpAsync(CancellationToken ct) =>
            ExecuteAsync(
                db.Database.GetDbConnection(),
                $"INSERT INTO \"Plain\" ({Columns}) SELECT {Columns} FROM \"Decisions\" "
                    + "WHERE \"Number\" > (SELECT coalesce(max(\"Number\"), 0) FROM \"Plain\")",
                ct
            );
    }
}
