using System.Data.Common;
using System.Globalization;
using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Governance.Portal.Tests.Audit;

/// <summary>A sealed table as anyone who holds the database sees it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Key">The columns of its primary key.</param>
/// <param name="All">All its columns.</param>
/// <param name="Columns">Those that the log states.</param>
internal sealed record SealedTable(string Name, IReadOnlyList<string> Key, IReadOnlyList<string> All, IReadOnlyList<string> Columns)
{
    /// <summary>Every table whose rows the log states, by name.</summary>
    public static async Task<IReadOnlyList<SealedTable>> ListAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);
        return
        [
            .. from sealedTable in RecordTables.Of(db).All
            let table = db.Model.GetRelationalModel().FindTable(sealedTable.Name, null)!
            let key = table.PrimaryKey!.Columns.Select(c => c.Name).ToList()
            select new SealedTable(table.Name, key, [.. table.Columns.Select(c => c.Name)], sealedTable.Columns),
        ];
    }
}

/// <summary>One column of one row, as it was and as it is made.</summary>
internal sealed record ColumnChange(SealedTable Table, string Column, string? Type, IReadOnlyList<object> Key, object Before, object After)
{
    /// <summary>The key under which the changed row is found again.</summary>
    public IReadOnlyList<object> MovedKey() => [.. Key.Select((k, i) => Table.Key[i] == Column ? After : k)];

    /// <summary>What the sweep does not say of it; null when it says all.</summary>
    public string? Unseen(IReadOnlyList<RecordFinding> found)
    {
        var here = found.Where(f => f.Table == Table.Name).ToList();
        return here switch
        {
            [] => $"{Table.Name}.{Column} was not seen",
            [var one] when !one.Sentence.Contains(Column, StringComparison.Ordinal) =>
                $"{Table.Name}.{Column} is not named: {one.Sentence}",
            _ => null,
        };
    }
}

/// <summary>A portal's database in the hands of someone who writes into it by SQL.</summary>
internal sealed class RawDatabase : IAsyncDisposable
{
    private readonly DbConnection _connection;
    private readonly DatabaseKind _kind;

    private RawDatabase(DbConnection connection, DatabaseKind kind) => (_connection, _kind) = (connection, kind);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Opens it as its owner, or as a role of the server.</summary>
    public static async Task<RawDatabase> OpenAsync(PortalFactory portal, DatabaseKind kind, string? role = null)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var name = db.Database.GetConnectionString()!;
        DbConnection connection =
            kind is DatabaseKind.Sqlite
                ? new SqliteConnection(new SqliteConnectionStringBuilder(name) { ForeignKeys = false, Pooling = false }.ConnectionString)
                : new NpgsqlConnection(Postgres(name, role));
        await connection.OpenAsync(Ct);
        return new RawDatabase(connection, kind);
    }

    /// <summary>Who holds the database switches off what the database itself would refuse.</summary>
    public async Task DropGuardsAsync()
    {
        if (_kind is DatabaseKind.Sqlite)
        {
            await ExecuteAsync("PRAGMA ignore_check_constraints = 1");
            foreach (var trigger in await ListAsync("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
            {
                await ExecuteAsync($"DROP TRIGGER {Quoted(trigger)}");
            }

            return;
        }

        await ExecuteAsync("SET session_replication_role = replica");
        foreach (
            var disable in await ListAsync(
                "SELECT DISTINCT format('ALTER TABLE %s DISABLE TRIGGER ALL', tgrelid::regclass) FROM pg_trigger WHERE NOT tgisinternal"
            )
        )
        {
            await ExecuteAsync(disable);
        }

        foreach (
            var drop in await ListAsync(
                """
                SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) FROM pg_constraint
                WHERE contype = 'c' AND connamespace = 'public'::regnamespace AND coninhcount = 0
                """
            )
        )
        {
            await ExecuteAsync(drop);
        }
    }

    /// <summary>Thinks of another value for a column of a row: the first that is meant, or one after it.</summary>
    /// <returns>The change, not yet made; null when no row is meant.</returns>
    public async Task<ColumnChange?> PlanAsync(SealedTable table, string column, string? where = null, int skip = 0)
    {
        var key = string.Join(", ", table.Key.Select(Quoted));
        var meant = where is null ? "" : $" WHERE {where}";
        await using var command = Command(
            string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT {Quoted(column)}, {key} FROM {Quoted(table.Name)}{meant} ORDER BY {key} LIMIT 1 OFFSET {skip}"
            )
        );
        await using var reader = await command.ExecuteReaderAsync(Ct);
        if (!await reader.ReadAsync(Ct))
        {
            return null;
        }

        var before = reader.GetValue(0);
        var type = _kind is DatabaseKind.Postgres ? reader.GetDataTypeName(0) : null;
        var after = before switch
        {
            bool yes => !yes,
            short number => (short)(number + 1_003),
            int number => number + 1_000_003,
            long number => number is 0 or 1 ? 1 - number : number + 1_000_003,
            decimal number => number + 1,
            double number => number + 0.5,
            string text when type is "jsonb" or "json" => text.Length > 2 ? "{}" : "[7]",
            string text => text.Length == 0 ? "x" : string.Concat(text.AsSpan(0, text.Length - 1), text[^1] == 'x' ? "y" : "x"),
            byte[] bytes => (object)(byte[])[.. bytes, 1],
            Guid id => Guid.AllBitsSet == id ? Guid.Empty : Guid.AllBitsSet,
            DateTime time => time.AddDays(1),
            DateOnly day => day.AddDays(1),
            DBNull => Some(reader.GetFieldType(0), type),
            _ => throw new InvalidOperationException($"{table.Name}.{column} holds {before.GetType().Name}."),
        };
        return new ColumnChange(table, column, type, [.. Enumerable.Range(1, table.Key.Count).Select(reader.GetValue)], before, after);
    }

    /// <summary>Makes a change.</summary>
    /// <returns>How many rows it changed.</returns>
    public Task<int> MakeAsync(ColumnChange change) => WriteAsync(change, change.Key, change.After);

    /// <summary>Takes it back.</summary>
    public Task<int> UndoAsync(ColumnChange change) => WriteAsync(change, change.MovedKey(), change.Before);

    private async Task<int> WriteAsync(ColumnChange change, IReadOnlyList<object> key, object value)
    {
        var given = change.Type is { } type ? $"CAST(@v AS {type})" : "@v";
        var row = string.Join(" AND ", change.Table.Key.Select((k, i) => $"{Quoted(k)} = @k{i}"));
        await using var command = Command($"UPDATE {Quoted(change.Table.Name)} SET {Quoted(change.Column)} = {given} WHERE {row}");
        Add(command, "@v", value);
        for (var i = 0; i < key.Count; i++)
        {
            Add(command, $"@k{i}", key[i]);
        }

        return await command.ExecuteNonQueryAsync(Ct);
    }

    /// <summary>Runs a statement.</summary>
    /// <returns>How many rows it changed.</returns>
    public async Task<int> ExecuteAsync(string statement)
    {
        await using var command = Command(statement);
        return await command.ExecuteNonQueryAsync(Ct);
    }

    /// <summary>The first column of an answer.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(string statement)
    {
        await using var command = Command(statement);
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var list = new List<string>();
        while (await reader.ReadAsync(Ct))
        {
            list.Add(reader.GetString(0));
        }

        return list;
    }

    /// <summary>All tables at once, beside jobs of the portal that hold one or the other: the victim of a deadlock tries again.</summary>
    public async Task AgainstJobsAsync(string statement)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await ExecuteAsync(statement);
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DeadlockDetected && tries < 10)
            {
                // The script has changed nothing.
            }
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static object Some(Type type, string? name) =>
        name is "jsonb" or "json" ? "[7]"
        : type == typeof(bool) ? true
        : type == typeof(short) ? (short)7
        : type == typeof(int) ? 7
        : type == typeof(long) ? 7L
        : type == typeof(double) ? 0.5
        : type == typeof(decimal) ? 1m
        : type == typeof(byte[]) ? new byte[] { 1 }
        : type == typeof(DateOnly) ? new DateOnly(2026, 11, 20)
        : type == typeof(DateTime) ? new DateTime(2026, 11, 20, 0, 0, 0, DateTimeKind.Utc)
        : "x";

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }

    private static string Postgres(string name, string? role)
    {
        var settings = new NpgsqlConnectionStringBuilder(name) { Pooling = false };
        settings.Username = role ?? settings.Username;
        return settings.ConnectionString;
    }

    private DbCommand Command(string statement)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Names of the model cannot be parameters.
        command.CommandText = statement;
#pragma warning restore CA2100
        return command;
    }

    private static string Quoted(string name) => $"\"{name}\"";
}
