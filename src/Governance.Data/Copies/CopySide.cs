using System.Data.Common;
using System.Runtime.CompilerServices;

namespace Governance.Data.Copies;

/// <summary>
/// One of the two databases, on a connection of its own that keeps everyone else out. Rows go past the change tracker: what is copied is
/// what is stored, and the triggers that guard the log's tables, which allow new rows, stay as they are.
/// </summary>
internal abstract class CopySide(DbConnection connection) : IAsyncDisposable
{
    /// <summary>How far the copy has come, kept in the database it goes to until it is done.</summary>
    public const string Progress = "CopyInProgress";

    /// <summary>In the list of migrations while a copy is not done: no program starts on half a database.</summary>
    public const string Marker = "99990000000000_CopyNotFinished";

    /// <summary>The connection.</summary>
    protected DbConnection Connection => connection;

    /// <summary>Opens a side.</summary>
    public static CopySide Of(string connectionString) =>
        DataServices.KindOf(connectionString) is DatabaseKind.Postgres
            ? new PostgresCopySide(connectionString)
            : new SqliteCopySide(connectionString);

    /// <summary>Opens the connection and keeps everyone else out while it is open.</summary>
    /// <exception cref="CopyException">Someone else has the database open.</exception>
    public abstract Task HoldAsync(bool reads, CancellationToken ct);

    /// <summary>Throws when a database that others can still reach was written to meanwhile.</summary>
    public abstract Task EnsureUntouchedAsync(long size, CancellationToken ct);

    /// <summary>True when there are tables at all, and true when a copy was begun.</summary>
    public abstract Task<(bool HasTables, bool IsBegun)> StateAsync(CancellationToken ct);

    /// <summary>Notes which database is copied.</summary>
    public async Task BeginAsync(string source, CancellationToken ct)
    {
        await ExecuteAsync(
            $"CREATE TABLE \"{Progress}\" (\"Table\" text NOT NULL PRIMARY KEY, \"Rows\" bigint NOT NULL, \"Source\" text NULL)",
            ct
        );
        await ExecuteAsync($"INSERT INTO \"{Progress}\" (\"Table\", \"Rows\", \"Source\") VALUES ('', 0, '{source}')", ct);
    }

    /// <summary>Keeps programs from starting on what is not whole yet.</summary>
    public Task MarkAsync(CancellationToken ct) =>
        ExecuteAsync(
            $"INSERT INTO \"__EFMigrationsHistory\" (\"MigrationId\", \"ProductVersion\") VALUES ('{Marker}', '0') ON CONFLICT DO NOTHING",
            ct
        );

    /// <summary>The copy is done: nothing in the database says any more that it was one.</summary>
    public async Task EndAsync(CancellationToken ct)
    {
        await ExecuteAsync($"DROP TABLE \"{Progress}\"", ct);
        await ExecuteAsync($"DELETE FROM \"__EFMigrationsHistory\" WHERE \"MigrationId\" = '{Marker}'", ct);
    }

    /// <summary>Adds rows, and notes how many of the table are there then: both or nothing.</summary>
    public abstract Task WriteAsync(CopyTable table, IReadOnlyList<object?[]> rows, long done, CancellationToken ct);

    /// <summary>Makes what rows of a table need to be written, such as partitions.</summary>
    public virtual Task PrepareAsync(CopyTable table, CopySide from, CancellationToken ct) => Task.CompletedTask;

    /// <summary>The last number each table has given out by itself.</summary>
    public abstract Task<IReadOnlyDictionary<string, long>> NumbersAsync(CancellationToken ct);

    /// <summary>Makes tables go on from these numbers.</summary>
    public abstract Task SetNumbersAsync(IReadOnlyDictionary<string, long> numbers, CancellationToken ct);

    /// <summary>Names of tables whose rows name others that are not there.</summary>
    public abstract Task<IReadOnlyList<string>> LooseAsync(CancellationToken ct);

    /// <summary>The key's columns in an order that is the same in both databases.</summary>
    protected abstract string OrderOf(CopyTable table);

    /// <summary>Rows of a table in the order of its key.</summary>
    public async IAsyncEnumerable<object?[]> ReadAsync(CopyTable table, long skip, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = Command(
            FormattableString.Invariant(
                $"SELECT {table.ColumnList} FROM \"{table.Name}\" ORDER BY {OrderOf(table)} LIMIT {long.MaxValue} OFFSET {skip}"
            )
        );
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var row = new object?[table.Columns.Count];
            for (var i = 0; i < row.Length; i++)
            {
                try
                {
                    row[i] = CopyValues.Common(table.Columns[i], reader.GetValue(i));
                }
                catch (FormatException e)
                {
                    throw new CopyException($"The table {table.Name} cannot be read: {e.Message}.");
                }
            }

            yield return row;
        }
    }

    /// <summary>The days of which there are decisions.</summary>
    public async Task<IReadOnlyList<DateOnly>> DaysAsync(CancellationToken ct)
    {
        var days = new List<DateOnly>();
        await using var command = Command(
            FormattableString.Invariant($"SELECT DISTINCT \"Time\" / {TimeSpan.TicksPerDay} FROM \"Decisions\" ORDER BY 1")
        );
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            days.Add(DateOnly.FromDayNumber((int)reader.GetInt64(0)));
        }

        return days;
    }

    /// <summary>One number.</summary>
    public async Task<long> NumberAsync(string sql, CancellationToken ct)
    {
        await using var command = Command(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(ct), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>One text, or null.</summary>
    public async Task<string?> TextAsync(string sql, CancellationToken ct)
    {
        await using var command = Command(sql);
        return await command.ExecuteScalarAsync(ct) as string;
    }

    /// <summary>How many rows of each table are there.</summary>
    public async Task<Dictionary<string, long>> DoneAsync(CancellationToken ct)
    {
        var done = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var command = Command($"SELECT \"Table\", \"Rows\" FROM \"{Progress}\" WHERE \"Table\" <> ''");
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            done[reader.GetString(0)] = reader.GetInt64(1);
        }

        return done;
    }

    /// <summary>Does something.</summary>
    public async Task ExecuteAsync(string sql, CancellationToken ct)
    {
        await using var command = Command(sql);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>A statement; names in it are this program's own, values are numbers or parameters.</summary>
    protected DbCommand Command(string sql, DbTransaction? transaction = null)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Made of the model's names and of numbers.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Transaction = transaction;
        return command;
    }

    /// <summary>Notes how many rows of a table are there.</summary>
    protected Task NoteAsync(CopyTable table, long done, DbTransaction transaction, CancellationToken ct) =>
        RunAsync(
            FormattableString.Invariant(
                $"""
                INSERT INTO "{Progress}" ("Table", "Rows") VALUES ('{table.Name}', {done})
                ON CONFLICT ("Table") DO UPDATE SET "Rows" = excluded."Rows"
                """
            ),
            transaction,
            ct
        );

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task RunAsync(string sql, DbTransaction transaction, CancellationToken ct)
    {
        await using var command = Command(sql, transaction);
        await command.ExecuteNonQueryAsync(ct);
    }
}
