using System.Globalization;
using Governance.Domain.Decisions;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Governance.Data.Decisions;

/// <summary>Binary COPY into monthly partitions, which are made when the first decision of a month arrives.</summary>
internal sealed class PostgresDecisionWriter : DecisionWriter
{
    private const string Copy = """
        COPY "Decisions" (
            "Number", "Time", "Source", "Id", "Outcome", "Confidence", "Features", "Subject", "Synthetic", "Commitment", "Seed", "Content"
        )
        FROM STDIN (FORMAT BINARY)
        """;

    public static PostgresDecisionWriter Instance { get; } = new();

    public override async Task PrepareAsync(GovernanceDbContext db, IReadOnlyCollection<long> times, CancellationToken ct)
    {
        var months = times
            .Select(t => new DateTime(t, DateTimeKind.Utc))
            .Select(t => new DateTime(t.Year, t.Month, 1, 0, 0, 0, DateTimeKind.Utc))
            .Distinct()
            .ToList();
        var there = await db
            .Database.SqlQuery<string>(
                $"""
                SELECT c.relname AS "Value" FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                WHERE i.inhparent = '"Decisions"'::regclass
                """
            )
            .ToListAsync(ct);
        foreach (var month in months.Where(m => !there.Contains(NameOf(m))))
        {
            await db.Database.ExecuteSqlAsync($"""SELECT "MakeDecisionPartition"({month.Year}, {month.Month})""", ct);
        }
    }

    public override async Task<bool> WriteAsync(
        GovernanceDbContext db,
        DecisionBatchId batch,
        IAsyncEnumerable<IReadOnlyList<DecisionRow>> runs,
        CancellationToken ct
    )
    {
        var connection = Connection<NpgsqlConnection>(db);
        var position = 0;
        var hours = new HourCounts();
        await foreach (var run in runs.WithCancellation(ct))
        {
            var first = position;
            if (!await TakeIdsAsync(connection, batch, first, run, ct))
            {
                return false;
            }

            await using var copy = await connection.BeginBinaryImportAsync(Copy, ct);
            // The synchronous writer is twice as fast, and blocks only when its buffer is sent.
            foreach (var row in run)
            {
                Write(copy, row, DecisionNumber.Of(batch, position++).Value);
                hours.Add(row);
            }

            await copy.CompleteAsync(ct);
        }

        await WriteAsync(connection, batch, hours.All, ct);
        return true;
    }

    public override async Task<int> EraseAsync(
        GovernanceDbContext db,
        IReadOnlyList<int> sources,
        DateTimeOffset before,
        int most,
        CancellationToken ct
    )
    {
        int[] ids = [.. sources];
        var ticks = before.UtcTicks;
        return await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE "Decisions" d
            SET "Content" = NULL, "Seed" = NULL, "Outcome" = NULL, "Confidence" = NULL, "Features" = NULL, "Subject" = NULL
            FROM (
                SELECT "Number", "Time" FROM "Decisions"
                WHERE "Source" = ANY ({ids}) AND "Time" < {ticks} AND "Content" IS NOT NULL LIMIT {most}
            ) old
            WHERE d."Number" = old."Number" AND d."Time" = old."Time"
            """,
            ct
        );
    }

    // ON CONFLICT waits for another push that is writing one of the ids, and then finds it; COPY would end the transaction.
    private static async Task<bool> TakeIdsAsync(
        NpgsqlConnection connection,
        DecisionBatchId batch,
        int first,
        IReadOnlyList<DecisionRow> run,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO "DecisionIds" ("Id", "Number", "Time")
            SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[]) ON CONFLICT DO NOTHING
            """,
            connection
        );
        command.Parameters.Add(new() { Value = run.Select(r => r.Id).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(
            new()
            {
                Value = run.Select((_, i) => DecisionNumber.Of(batch, first + i).Value).ToArray(),
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint,
            }
        );
        command.Parameters.Add(
            new() { Value = run.Select(r => r.Time).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint }
        );
        return await command.ExecuteNonQueryAsync(ct) == run.Count;
    }

    private static async Task WriteAsync(
        NpgsqlConnection connection,
        DecisionBatchId batch,
        IReadOnlyList<(int Source, long From, long Until, int Count)> hours,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO "DecisionHours" ("Source", "From", "Until", "Batch", "Count")
            SELECT source, since, until, $5, count
            FROM unnest($1::integer[], $2::bigint[], $3::bigint[], $4::integer[]) h(source, since, until, count)
            """,
            connection
        );
        command.Parameters.Add(new() { Value = hours.Select(h => h.Source).ToArray() });
        command.Parameters.Add(new() { Value = hours.Select(h => h.From).ToArray() });
        command.Parameters.Add(new() { Value = hours.Select(h => h.Until).ToArray() });
        command.Parameters.Add(new() { Value = hours.Select(h => h.Count).ToArray() });
        command.Parameters.Add(new() { Value = batch.Number });
        await command.ExecuteNonQueryAsync(ct);
    }

    private static void Write(NpgsqlBinaryImporter copy, DecisionRow row, long number)
    {
        copy.StartRow();
        copy.Write(number, NpgsqlDbType.Bigint);
        copy.Write(row.Time, NpgsqlDbType.Bigint);
        copy.Write(row.Source.Value, NpgsqlDbType.Integer);
        copy.Write(row.Id, NpgsqlDbType.Text);
        Text(copy, row.Outcome);
        copy.Write(row.Confidence, NpgsqlDbType.Double);
        Text(copy, row.Features);
        Text(copy, row.Subject);
        copy.Write(row.Synthetic, NpgsqlDbType.Boolean);
        copy.Write(row.Commitment, NpgsqlDbType.Bytea);
        copy.Write(row.Seed, NpgsqlDbType.Bytea);
        copy.Write(row.Content, NpgsqlDbType.Bytea);
    }

    private static void Text(NpgsqlBinaryImporter copy, string? text)
    {
        if (text is null)
        {
            copy.WriteNull();
        }
        else
        {
            // A zero character is JSON's right and no text of PostgreSQL's; the content keeps it.
            copy.Write(text.Replace('\0', '\uFFFD'), NpgsqlDbType.Text);
        }
    }

    private static string NameOf(DateTime month) => month.ToString("'Decisions_'yyyy_MM", CultureInfo.InvariantCulture);
}
