using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Governance.Data.Copies;

/// <summary>A file: locked as a whole while it is open here.</summary>
internal sealed class SqliteCopySide(string connectionString)
    : CopySide(
        new SqliteConnection(
            new SqliteConnectionStringBuilder(connectionString)
            {
                Pooling = false,
                ForeignKeys = false, // rows may name rows that come later; LooseAsync looks at all of them
                DefaultTimeout = 2,
            }.ConnectionString
        )
    )
{
    public override async Task HoldAsync(bool reads, CancellationToken ct)
    {
        await Connection.OpenAsync(ct);
        try
        {
            // Leaving the write-ahead log needs the file for oneself: that is how a running portal is noticed, and every other reader.
            if (await TextAsync("PRAGMA journal_mode=DELETE", ct) is not "delete")
            {
                throw InUse();
            }

            await ExecuteAsync("PRAGMA locking_mode=EXCLUSIVE", ct);
            // The lock that this takes stays until the connection is closed: a portal that is started meanwhile cannot open the file.
            await ExecuteAsync("BEGIN EXCLUSIVE", ct);
            if (!reads)
            {
                await ExecuteAsync("COMMIT", ct);
            }
        }
        catch (SqliteException e) when (e.SqliteErrorCode is 5 or 6)
        {
            throw InUse();
        }
    }

    public override async Task<(bool HasTables, bool IsBegun)> StateAsync(CancellationToken ct) =>
        (
            await NumberAsync("SELECT COUNT(*) FROM sqlite_master WHERE type = 'table'", ct) > 0,
            await NumberAsync($"SELECT COUNT(*) FROM sqlite_master WHERE name = '{Progress}'", ct) > 0
        );

    public override Task EnsureUntouchedAsync(long size, CancellationToken ct) => Task.CompletedTask; // locked since

    public override async Task WriteAsync(CopyTable table, IReadOnlyList<object?[]> rows, long done, CancellationToken ct)
    {
        await using var transaction = await Connection.BeginTransactionAsync(ct);
        await using (var insert = Insert(table, transaction))
        {
            foreach (var row in rows)
            {
                for (var i = 0; i < row.Length; i++)
                {
                    insert.Parameters[i].Value = row[i] switch
                    {
                        null => DBNull.Value,
                        bool truth => truth ? 1L : 0L,
                        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                        var value => value,
                    };
                }

                await insert.ExecuteNonQueryAsync(ct);
            }
        }

        await NoteAsync(table, done, transaction, ct);
        await transaction.CommitAsync(ct);
    }

    public override async Task<IReadOnlyDictionary<string, long>> NumbersAsync(CancellationToken ct)
    {
        var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var command = Command("SELECT name, seq FROM sqlite_sequence WHERE seq > 0");
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            numbers[reader.GetString(0)] = reader.GetInt64(1);
        }

        return numbers;
    }

    public override async Task SetNumbersAsync(IReadOnlyDictionary<string, long> numbers, CancellationToken ct)
    {
        await ExecuteAsync("DELETE FROM sqlite_sequence", ct);
        foreach (var (table, last) in numbers)
        {
            await ExecuteAsync(FormattableString.Invariant($"INSERT INTO sqlite_sequence (name, seq) VALUES ('{table}', {last})"), ct);
        }
    }

    public override async Task<IReadOnlyList<string>> LooseAsync(CancellationToken ct)
    {
        var tables = new List<string>();
        await using var command = Command("SELECT DISTINCT \"table\" FROM pragma_foreign_key_check");
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            tables.Add(reader.GetString(0));
        }

        return tables;
    }

    protected override string OrderOf(CopyTable table) =>
        string.Join(", ", table.Key.Select(k => $"\"{table.Columns[k].Name}\" COLLATE BINARY"));

    private DbCommand Insert(CopyTable table, DbTransaction transaction)
    {
        var command = Command(
            $"INSERT INTO \"{table.Name}\" ({table.ColumnList}) VALUES ({string.Join(", ", table.Columns.Select((_, i) => $"$p{i}"))})",
            transaction
        );
        for (var i = 0; i < table.Columns.Count; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"$p{i}";
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private static CopyException InUse() => new("The SQLite database is in use. Stop the portal that serves it first.");
}
