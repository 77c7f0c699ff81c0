using System.Data.Common;
using System.Globalization;
using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Features.Demo;
using Governance.Portal.Features.Policies;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Governance.Portal.Tests.Audit;

/// <summary>
/// Every column of every table whose rows the log states, changed by SQL: one column of one row of a table at a time, all tables in the same round.
/// In full the demo's tables, in every run those of a model that was promoted and one that waits.
/// </summary>
public sealed class ColumnMatrixTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [Trait(Soak.Trait, Soak.Value)]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task EveryColumn_ChangedByWhoHoldsTheDatabase_IsFoundInOneSweepAndOpensNothing(DatabaseKind kind)
    {
        await using var portal = await SceneAsync(kind);
        await using var connection = await OpenAsync(portal, kind);
        await DropGuardsAsync(connection, kind);

        await RunAsync(portal, connection, kind, mayBeRefused: false);
    }

    [Fact]
    [Trait(Soak.Trait, Soak.Value)]
    public async Task EveryColumn_ChangedByTheRuntimeRole_IsRefusedOrFoundInOneSweep()
    {
        await using var portal = await SceneAsync(DatabaseKind.Postgres);
        var role = $"runtime_{Guid.NewGuid():N}"[..16];
        await using var owner = await OpenAsync(portal, DatabaseKind.Postgres);
        await AgainstJobsAsync(owner, (await File.ReadAllTextAsync(Path.Combine(Root(), "eng", "postgres-roles.sql"), Ct))
            .Replace("governance_owner", $"owner_{role}", StringComparison.Ordinal).Replace("governance_runtime", role, StringComparison.Ordinal));
        try
        {
            await using var connection = await OpenAsync(portal, DatabaseKind.Postgres, role);

            await RunAsync(portal, connection, DatabaseKind.Postgres, mayBeRefused: true);
        }
        finally
        {
            await AgainstJobsAsync(owner, $"DROP OWNED BY {role} CASCADE; DROP ROLE {role}; REASSIGN OWNED BY owner_{role} TO CURRENT_USER; DROP OWNED BY owner_{role} CASCADE; DROP ROLE owner_{role}");
        }
    }

    private static async Task RunAsync(PortalFactory portal, DbConnection connection, DatabaseKind kind, bool mayBeRefused)
    {
        var tables = await TablesAsync(portal);
        var tried = 0;
        var refused = 0;
        var wrong = new List<string>();
        var waiting = await WaitingAsync(portal);
        Assert.Empty((await SweepAsync(portal)).Findings);
        for (var round = 0; round < tables.Max(t => t.Columns.Count); round++)
        {
            var changes = new List<Change>();
            foreach (var table in tables.Where(t => t.Columns.Count > round))
            {
                tried++;
                var change = await ReadAsync(connection, table, table.Columns[round], kind);
                try
                {
                    Assert.Equal(1, await WriteAsync(connection, change, change.Key, change.After));
                    changes.Add(change);
                }
                catch (DbException e) when (mayBeRefused && e is PostgresException)
                {
                    refused++;
                }
                catch (DbException e)
                {
                    wrong.Add($"{table.Name}.{change.Column} could not be changed: {e.Message}");
                }
            }

            var found = (await SweepAsync(portal)).Findings;
            wrong.AddRange(changes.Select(c => c.Unseen(found)).OfType<string>());
            await OpensNothingAsync(portal, waiting, wrong, round);
            foreach (var change in changes)
            {
                await WriteAsync(connection, change, change.MovedKey(), change.Before);
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.Empty((await SweepAsync(portal)).Findings);
        Assert.True(tables.Count >= Soak.Size(10, 40), $"{tables.Count}: {string.Join(", ", tables.Select(t => t.Name))}");
        Assert.True(refused < tried / 2, $"{refused} of {tried} were refused.");
        Soak.Report(
            $"Columns changed by SQL, {kind}, {(mayBeRefused ? "runtime role" : "superuser")}",
            string.Create(CultureInfo.InvariantCulture, $"{tried} columns of {tables.Count} tables, {refused} refused by the database, {tried - refused} found within one sweep, 0 unseen"));
    }

    // What is not approved stays shut, whatever was changed.
    private static async Task OpensNothingAsync(PortalFactory portal, (string Model, string Version) waiting, List<string> wrong, int round)
    {
        try
        {
            var answer = await portal.Get<AskDeployGate>().RunAsync(Actor.Host, new(waiting.Model, waiting.Version, "production", null), Ct);
            if (answer.Allow)
            {
                wrong.Add($"round {round}: the gate lets a version in that nobody signed");
            }
        }
        catch (RecordAlteredException)
        {
            // What is asked by is altered itself: refused.
        }
    }

    private static Task<RecordSweepResult> SweepAsync(PortalFactory portal) => portal.Get<RecordSweep>().RunAsync(Ct);

    // One version is in production by every signature, another waits for them.
    private static async Task<PortalFactory> SceneAsync(DatabaseKind kind)
    {
        if (!Soak.IsFull)
        {
            var fixture = await RegistryFixture.CreateAsync(kind);
            await fixture.WithVersionsAsync("1.0.0", "1.1.0");
            await fixture.DeployAsync("1.1.0", await fixture.ApproveAsync("1.1.0", Stage.Production));
            await fixture.ApproveAsync("1.0.0", Stage.Production, sign: false);
            return fixture.Portal;
        }

        var portal = new PortalFactory(kind);
        await using var scope = portal.Services.CreateAsyncScope();
        var refusal = await scope.ServiceProvider.GetRequiredService<DemoScene>().PlayAsync(Path.Combine(Root(), "samples"), PortalFactory.Password, _ => { }, Ct);
        Assert.True(refusal is null, refusal?.Message);
        return portal;
    }

    private static async Task<(string Model, string Version)> WaitingAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var open = await db.Promotions.AsNoTracking().Where(p => p.State == PromotionState.Open && p.To == Stage.Production).OrderBy(p => p.Id).FirstAsync(Ct);
        return (open.Model, open.Version);
    }

    private static async Task<IReadOnlyList<Stated>> TablesAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var stated = await db.RecordSeals.Select(s => s.Table).Distinct().ToListAsync(Ct);
        return
        [
            .. from table in db.Model.GetRelationalModel().Tables
               where stated.Contains(table.Name)
               orderby table.Name
               select new Stated(
                   table.Name,
                   [.. table.PrimaryKey!.Columns.Select(c => c.Name)],
                   [.. table.Columns.Where(c => !c.PropertyMappings.Any(m => m.Property.FindAnnotation("Governance:NotSealed") is not null)).Select(c => c.Name)]),
        ];
    }

    private static async Task<Change> ReadAsync(DbConnection connection, Stated table, string column, DatabaseKind kind)
    {
        var key = string.Join(", ", table.Key.Select(Quoted));
        await using var command = Command(connection, $"""SELECT {Quoted(column)}, {key} FROM {Quoted(table.Name)} ORDER BY {key} LIMIT 1""");
        await using var reader = await command.ExecuteReaderAsync(Ct);
        Assert.True(await reader.ReadAsync(Ct), table.Name);
        var before = reader.GetValue(0);
        var type = kind is DatabaseKind.Postgres ? reader.GetDataTypeName(0) : null;
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
        return new Change(table, column, type, [.. Enumerable.Range(1, table.Key.Count).Select(reader.GetValue)], before, after);
    }

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

    private static async Task<int> WriteAsync(DbConnection connection, Change change, IReadOnlyList<object> key, object value)
    {
        var given = change.Type is { } type ? $"CAST(@v AS {type})" : "@v";
        await using var command = Command(
            connection,
            $"""UPDATE {Quoted(change.Table.Name)} SET {Quoted(change.Column)} = {given} WHERE {string.Join(" AND ", change.Table.Key.Select((k, i) => $"{Quoted(k)} = @k{i}"))}""");
        Add(command, "@v", value);
        for (var i = 0; i < key.Count; i++)
        {
            Add(command, $"@k{i}", key[i]);
        }

        return await command.ExecuteNonQueryAsync(Ct);
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }

    private static async Task<DbConnection> OpenAsync(PortalFactory portal, DatabaseKind kind, string? role = null)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var name = db.Database.GetConnectionString()!;
        DbConnection connection = kind is DatabaseKind.Sqlite
            ? new SqliteConnection(new SqliteConnectionStringBuilder(name) { ForeignKeys = false, Pooling = false }.ConnectionString)
            : new NpgsqlConnection(Postgres(name, role));
        await connection.OpenAsync(Ct);
        return connection;
    }

    private static string Postgres(string name, string? role)
    {
        var settings = new NpgsqlConnectionStringBuilder(name) { Pooling = false };
        settings.Username = role ?? settings.Username;
        return settings.ConnectionString;
    }

    // Who holds the database switches off what the database itself would refuse.
    private static async Task DropGuardsAsync(DbConnection connection, DatabaseKind kind)
    {
        if (kind is DatabaseKind.Sqlite)
        {
            await ExecuteAsync(connection, "PRAGMA ignore_check_constraints = 1");
            foreach (var trigger in await ListAsync(connection, "SELECT name FROM sqlite_master WHERE type = 'trigger'"))
            {
                await ExecuteAsync(connection, $"DROP TRIGGER {Quoted(trigger)}");
            }

            return;
        }

        await ExecuteAsync(connection, "SET session_replication_role = replica");
        foreach (var disable in await ListAsync(connection, "SELECT DISTINCT format('ALTER TABLE %s DISABLE TRIGGER ALL', tgrelid::regclass) FROM pg_trigger WHERE NOT tgisinternal"))
        {
            await ExecuteAsync(connection, disable);
        }

        foreach (var drop in await ListAsync(
            connection, "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace AND coninhcount = 0"))
        {
            await ExecuteAsync(connection, drop);
        }
    }

    private static async Task<IReadOnlyList<string>> ListAsync(DbConnection connection, string statement)
    {
        await using var command = Command(connection, statement);
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var list = new List<string>();
        while (await reader.ReadAsync(Ct))
        {
            list.Add(reader.GetString(0));
        }

        return list;
    }

    // All tables at once, beside jobs of the portal that hold one or the other: who is chosen as the victim tries again.
    private static async Task AgainstJobsAsync(DbConnection connection, string statement)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await ExecuteAsync(connection, statement);
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DeadlockDetected && tries < 10)
            {
                // The script has changed nothing.
            }
        }
    }

    private static async Task ExecuteAsync(DbConnection connection, string statement)
    {
        await using var command = Command(connection, statement);
        await command.ExecuteNonQueryAsync(Ct);
    }

    private static DbCommand Command(DbConnection connection, string statement)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Names of the model cannot be parameters.
        command.CommandText = statement;
#pragma warning restore CA2100
        return command;
    }

    private static string Quoted(string name) => $"\"{name}\"";

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Governance.Portal.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    private sealed record Stated(string Name, IReadOnlyList<string> Key, IReadOnlyList<string> Columns);

    private sealed record Change(Stated Table, string Column, string? Type, IReadOnlyList<object> Key, object Before, object After)
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
                [var one] when !one.Sentence.Contains(Column, StringComparison.Ordinal) => $"{Table.Name}.{Column} is not named: {one.Sentence}",
                _ => null,
            };
        }
    }
}
