using System.Globalization;
using System.Text;
using Governance.Domain.Decisions;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Governance.Data.Decisions;

/// <summary>
/// Steps two prepared statements a row, bound without the provider's parameter objects, which cost more than the insert itself.
/// </summary>
internal sealed class SqliteDecisionWriter : DecisionWriter
{
    private const string Ids = """INSERT OR IGNORE INTO "DecisionIds" ("Id", "Number", "Time") VALUES (?1, ?2, ?3)""";

    private const string Rows = """
        INSERT INTO "Decisions" (
            "Number", "Time", "Source", "Id", "Outcome", "Confidence", "Features", "Subject", "Synthetic", "Commitment", "Seed", "Content"
        )
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
        """;

    private const string Hours = """
        INSERT INTO "DecisionHours" ("Source", "From", "Until", "Batch", "Count") VALUES (?1, ?2, ?3, ?4, ?5)
        """;

    private const int OnStack = 512;

    public static SqliteDecisionWriter Instance { get; } = new();

    public override Task PrepareAsync(GovernanceDbContext db, IReadOnlyCollection<long> times, CancellationToken ct) => Task.CompletedTask;

    public override async Task<bool> WriteAsync(
        GovernanceDbContext db,
        DecisionBatchId batch,
        IAsyncEnumerable<IReadOnlyList<DecisionRow>> runs,
        CancellationToken ct
    )
    {
        var handle = Connection<SqliteConnection>(db).Handle!;
        using var ids = Prepare(handle, Ids);
        using var rows = Prepare(handle, Rows);
        var position = 0;
        var counted = new HourCounts();
        await foreach (var run in runs.WithCancellation(ct))
        {
            foreach (var row in run)
            {
                var number = DecisionNumber.Of(batch, position++).Value;
                if (!TakeId(handle, ids, row, number))
                {
                    return false;
                }

                Insert(handle, rows, row, number);
                counted.Add(row);
            }
        }

        using var hours = Prepare(handle, Hours);
        foreach (var hour in counted.All)
        {
            raw.sqlite3_bind_int(hours, 1, hour.Source);
            raw.sqlite3_bind_int64(hours, 2, hour.From);
            raw.sqlite3_bind_int64(hours, 3, hour.Until);
            raw.sqlite3_bind_int(hours, 4, batch.Number);
            raw.sqlite3_bind_int(hours, 5, hour.Count);
            Step(handle, hours);
        }

        return true;
    }

    public override Task<int> EraseAsync(
        GovernanceDbContext db,
        IReadOnlyList<int> sources,
        DateTimeOffset before,
        int most,
        CancellationToken ct
    )
    {
        var list = string.Join(',', sources.Select(s => s.ToString(CultureInfo.InvariantCulture)));
        using var command = Connection<SqliteConnection>(db).CreateCommand();
#pragma warning disable CA2100 // The only parts that are not constant are integers.
        command.CommandText = $"""
            UPDATE "Decisions"
            SET "Content" = NULL, "Seed" = NULL, "Outcome" = NULL, "Confidence" = NULL, "Features" = NULL, "Subject" = NULL
            WHERE "Number" IN (
                SELECT "Number" FROM "Decisions"
                WHERE "Source" IN ({list}) AND "Time" < $before AND "Content" IS NOT NULL LIMIT $most
            )
            """;
#pragma warning restore CA2100
        command.Parameters.AddWithValue("$before", before.UtcTicks);
        command.Parameters.AddWithValue("$most", most);
        return Task.FromResult(command.ExecuteNonQuery()); // SQLite has no asynchronous calls
    }

    private static sqlite3_stmt Prepare(sqlite3 handle, string sql)
    {
        Check(handle, raw.sqlite3_prepare_v2(handle, sql, out var statement));
        return statement;
    }

    private static bool TakeId(sqlite3 handle, sqlite3_stmt ids, DecisionRow row, long number)
    {
        Text(ids, 1, row.Id);
        raw.sqlite3_bind_int64(ids, 2, number);
        raw.sqlite3_bind_int64(ids, 3, row.Time);
        Step(handle, ids);
        return raw.sqlite3_changes(handle) == 1;
    }

    private static void Insert(sqlite3 handle, sqlite3_stmt rows, DecisionRow row, long number)
    {
        raw.sqlite3_bind_int64(rows, 1, number);
        raw.sqlite3_bind_int64(rows, 2, row.Time);
        raw.sqlite3_bind_int(rows, 3, row.Source.Value);
        Text(rows, 4, row.Id);
        Text(rows, 5, row.Outcome);
        raw.sqlite3_bind_double(rows, 6, row.Confidence);
        Text(rows, 7, row.Features);
        Text(rows, 8, row.Subject);
        raw.sqlite3_bind_int(rows, 9, row.Synthetic ? 1 : 0);
        raw.sqlite3_bind_blob(rows, 10, row.Commitment);
        raw.sqlite3_bind_blob(rows, 11, row.Seed);
        raw.sqlite3_bind_blob(rows, 12, row.Content.Span);
        Step(handle, rows);
    }

    private static void Text(sqlite3_stmt statement, int index, string? text)
    {
        if (text is null)
        {
            raw.sqlite3_bind_null(statement, index);
        }
        else
        {
            // As bytes: the call that takes a string makes an array of each.
            Span<byte> bytes = stackalloc byte[OnStack];
            if (Encoding.UTF8.TryGetBytes(text, bytes, out var length))
            {
                raw.sqlite3_bind_text(statement, index, bytes[..length]);
            }
            else
            {
                raw.sqlite3_bind_text(statement, index, Encoding.UTF8.GetBytes(text));
            }
        }
    }

    private static void Step(sqlite3 handle, sqlite3_stmt statement)
    {
        var code = raw.sqlite3_step(statement);
        raw.sqlite3_reset(statement);
        if (code is not raw.SQLITE_DONE)
        {
            Check(handle, code);
        }
    }

    private static void Check(sqlite3 handle, int code)
    {
        if (code is not raw.SQLITE_OK)
        {
            throw new SqliteException(raw.sqlite3_errmsg(handle).utf8_to_string(), code, raw.sqlite3_extended_errcode(handle));
        }
    }
}
