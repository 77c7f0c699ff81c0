using Governance.Data.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace Governance.Data.Copies;

/// <summary>
/// A database on a server. Every node that runs has a session in it, at least the one on which it listens to the others; one that starts
/// waits for the lock of the set-up, which is held here.
/// </summary>
internal sealed class PostgresCopySide(string connectionString) : CopySide(new NpgsqlConnection(Alone(connectionString, keepAlive: 10)))
{
    // A session that was closed a moment ago is counted by the server a little longer.
    private const int Looks = 10;

    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(200);

    private NpgsqlConnection Own => (NpgsqlConnection)Connection;

    public override async Task HoldAsync(bool reads, CancellationToken ct)
    {
        var tools = new PostgresTools(connectionString);
        for (var look = 1; await tools.OthersAsync(ct) > 0; look++)
        {
            if (look == Looks)
            {
                throw new CopyException("The PostgreSQL database is in use. Stop every node and close all other sessions first.");
            }

            await Task.Delay(s_between, ct);
        }

        await Connection.OpenAsync(ct);
        await ExecuteAsync("SET idle_in_transaction_session_timeout = 0; SET lock_timeout = 0; SET statement_timeout = 0", ct);
        await ExecuteAsync(FormattableString.Invariant($"SELECT pg_advisory_lock({PostgresGovernanceDbContext.SetupLock})"), ct);
        if (reads)
        {
            // One state of the whole database, for as long as it is read.
            await ExecuteAsync("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", ct);
        }
    }

    public override async Task<(bool HasTables, bool IsBegun)> StateAsync(CancellationToken ct) =>
        (
            await NumberAsync("SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'", ct) > 0,
            await NumberAsync($"SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public' AND tablename = '{Progress}'", ct) > 0
        );

    public override async Task EnsureUntouchedAsync(long size, CancellationToken ct)
    {
        await using var now = new NpgsqlConnection(Alone(connectionString, keepAlive: 0));
        await now.OpenAsync(ct);
        await using var command = new NpgsqlCommand("""SELECT COUNT(*) FROM "AuditEntries" """, now);
        if ((long)(await command.ExecuteScalarAsync(ct))! != size)
        {
            throw new CopyException("Something wrote to the database during the copy. Stop every node, empty the target and start again.");
        }
    }

    public override async Task WriteAsync(CopyTable table, IReadOnlyList<object?[]> rows, long done, CancellationToken ct)
    {
        await using var transaction = await Connection.BeginTransactionAsync(ct);
        try
        {
            await using (
                var copy = await Own.BeginBinaryImportAsync($"COPY \"{table.Name}\" ({table.ColumnList}) FROM STDIN (FORMAT BINARY)", ct)
            )
            {
                foreach (var row in rows)
                {
                    await copy.StartRowAsync(ct);
                    for (var i = 0; i < row.Length; i++)
                    {
                        await WriteAsync(copy, table.Columns[i], row[i], ct);
                    }
                }

                await copy.CompleteAsync(ct);
            }
        }
        catch (PostgresException e)
        {
            throw new CopyException($"The table {table.Name} cannot be written: {e.MessageText} {e.Detail}".TrimEnd());
        }

        await NoteAsync(table, done, transaction, ct);
        await transaction.CommitAsync(ct);
    }

    // Months are partitions here and nothing there.
    public override async Task PrepareAsync(CopyTable table, CopySide from, CancellationToken ct)
    {
        if (table.Name != "Decisions")
        {
            return;
        }

        foreach (var day in await from.DaysAsync(ct))
        {
            await ExecuteAsync(FormattableString.Invariant($"SELECT \"MakeDecisionPartition\"({day.Year}, {day.Month})"), ct);
        }
    }

    public override async Task<IReadOnlyDictionary<string, long>> NumbersAsync(CancellationToken ct)
    {
        var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (table, sequence) in await SequencesAsync(ct))
        {
            var last = await NumberAsync($"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}", ct);
            if (last > 0)
            {
                numbers[table] = last;
            }
        }

        return numbers;
    }

    public override async Task SetNumbersAsync(IReadOnlyDictionary<string, long> numbers, CancellationToken ct)
    {
        foreach (var (table, sequence) in await SequencesAsync(ct))
        {
            var last = numbers.GetValueOrDefault(table);
            var name = sequence.Replace("'", "''", StringComparison.Ordinal);
            await ExecuteAsync(
                FormattableString.Invariant($"SELECT setval('{name}', {Math.Max(last, 1)}, {(last > 0 ? "true" : "false")})"),
                ct
            );
        }
    }

    // The server looked at every row as it came.
    public override Task<IReadOnlyList<string>> LooseAsync(CancellationToken ct) => Task.FromResult<IReadOnlyList<string>>([]);

    protected override string OrderOf(CopyTable table) =>
        string.Join(
            ", ",
            table.Key.Select(k => table.Columns[k]).Select(c => c.Kind is CopyKind.Text ? $"\"{c.Name}\" COLLATE \"C\"" : $"\"{c.Name}\"")
        );

    private async Task<List<(string Table, string Sequence)>> SequencesAsync(CancellationToken ct)
    {
        var found = new List<(string, string)>();
        await using var command = Command(
            """
            SELECT table_name, pg_get_serial_sequence(format('%I', table_name), column_name) FROM information_schema.columns
            WHERE table_schema = 'public' AND is_identity = 'YES' ORDER BY table_name
            """
        );
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            found.Add((reader.GetString(0), reader.GetString(1)));
        }

        return found;
    }

    private static Task WriteAsync(NpgsqlBinaryImporter copy, CopyColumn column, object? value, CancellationToken ct) =>
        (column.Kind, value) switch
        {
            (_, null) => copy.WriteNullAsync(ct),
            (CopyKind.Integer, long number) when !column.IsLong => copy.WriteAsync((int)number, NpgsqlDbType.Integer, ct),
            (CopyKind.Integer, long number) => copy.WriteAsync(number, NpgsqlDbType.Bigint, ct),
            (CopyKind.Truth, bool truth) => copy.WriteAsync(truth, NpgsqlDbType.Boolean, ct),
            (CopyKind.Number, double number) => copy.WriteAsync(number, NpgsqlDbType.Double, ct),
            (CopyKind.Day, DateOnly day) => copy.WriteAsync(day, NpgsqlDbType.Date, ct),
            (CopyKind.Bytes, byte[] bytes) => copy.WriteAsync(bytes, NpgsqlDbType.Bytea, ct),
            (CopyKind.Json, string text) => copy.WriteAsync(text, NpgsqlDbType.Jsonb, ct),
            (_, string text) => copy.WriteAsync(text, NpgsqlDbType.Text, ct),
            _ => throw new InvalidOperationException($"{column.Name} holds a value of another type."),
        };

    private static string Alone(string connectionString, int keepAlive) =>
        new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false,
            KeepAlive = keepAlive,
            CommandTimeout = 0,
        }.ConnectionString;
}
