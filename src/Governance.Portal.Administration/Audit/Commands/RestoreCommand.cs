using System.CommandLine;
using Governance.Data;
using Governance.Data.Postgres;
using Governance.Data.Sqlite;
using Governance.Portal.Administration.Admin.Commands;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Storage;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Audit.Commands;

/// <summary>
/// <c>db restore [FILE] [--accept-loss REASON]</c>: puts a copy of the database back. What was signed after the copy was made is lost, so
/// that has to be said and is logged: the log goes on under a new name.
/// </summary>
internal sealed class RestoreCommand : IHostCommand
{
    public string Group => "db";

    public Command Make(HostCommandRunner runner)
    {
        var file = new Argument<FileInfo?>("file")
        {
            Description = "The copy to restore; omit it if the database itself was already restored, for example by a failover.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var reason = new Option<string?>("--accept-loss") { Description = "Why you accept a state older than the last signed checkpoint." };
        var ahead = new Option<bool>("--witness-ahead")
        {
            Description =
                "A witness or an anchor has seen more entries than this log has, although the key folder knows of none: database and keys "
                + "were both restored from a backup. Without a file, with --accept-loss.",
        };
        var yes = HostCommandConsent.Option();
        var command = new Command("restore", "Restore a copy of the database. Stop the portal first.") { file, reason, ahead, yes };
        command.SetAction(
            (parsed, ct) =>
                runner.RunAsync(
                    (services, token) =>
                        RestoreAsync(
                            services,
                            parsed.GetValue(file),
                            parsed.GetValue(reason),
                            new Answers(parsed.GetValue(ahead), parsed.GetValue(yes)),
                            token
                        ),
                    prepare: false,
                    ct
                )
        );
        return command;
    }

    // Puts a copy back, or goes on from what is there.
    private static async Task<int> RestoreAsync(
        IServiceProvider services,
        FileInfo? file,
        string? reason,
        Answers answers,
        CancellationToken ct
    )
    {
        var connection = services.GetRequiredService<IConfiguration>().Database();
        if ((file is null && reason is null) || (file is not null && !file.Exists) || reason?.Trim().Length == 0)
        {
            await Console.Error.WriteLineAsync(
                file is { Exists: false }
                    ? $"There is no file {file.FullName}."
                    : "Name the copy, or the reason with --accept-loss, or both."
            );
            return HostCommandExit.Wrong;
        }

        if (file is not null && answers.WitnessAhead)
        {
            await Console.Error.WriteLineAsync(
                "Nothing was changed: --witness-ahead is for a database that was restored already. Restore the copy first, without it."
            );
            return HostCommandExit.Wrong;
        }

        if (file is null)
        {
            var there = await ReadAsync(services, services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>(), ct);
            if (there is { Fault: null, Loss: null } && answers.WitnessAhead)
            {
                there = there with { Loss = "A witness or an anchor has seen more entries than there are." };
            }

            if (there is { Fault: null, Loss: null })
            {
                await Console.Error.WriteLineAsync(
                    $"Nothing was changed: {DataServices.Describe(connection)} has all that was signed, {there.Size} log entries, so there "
                        + $"is no loss to accept. To put a copy back, name it. If a witness or an anchor has seen more: --witness-ahead."
                );
                return HostCommandExit.Wrong;
            }

            return await RefusesAsync(there, reason) ?? await GoOnAsync(services, there, reason, ct);
        }

        var keys = services.GetRequiredService<KeyFolder>();
        return await RefusesBeforeAsync(services, file.FullName, keys, reason, answers.Yes, ct)
            ?? await PutBackAsync(services, file.FullName, reason, ct);
    }

    /// <summary>
    /// Everything that a restore can be refused for, found before anything is touched: what is in use, what cannot be continued from, what
    /// was signed and would be lost, and what is there and would be dropped, which is asked.
    /// </summary>
    /// <param name="services">Services.</param>
    /// <param name="file">The copy.</param>
    /// <param name="keys">The keys that will be there.</param>
    /// <param name="reason">Why a loss is accepted.</param>
    /// <param name="yes">That dropped entries are accepted.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>How the command ends; null when it may go on.</returns>
    internal static async Task<int?> RefusesBeforeAsync(
        IServiceProvider services,
        string file,
        KeyFolder keys,
        string? reason,
        bool yes,
        CancellationToken ct
    )
    {
        var connection = services.GetRequiredService<IConfiguration>().Database();
        var factory = services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>();
        DroppedEntries dropped;
        if (DataServices.KindOf(connection) is DatabaseKind.Postgres)
        {
            if (await RefusesServerAsync(factory, connection, ct) is { } refused)
            {
                return refused;
            }

            var kept = await PostgresTools.CountAsync(file, "AuditEntries", ct);
            dropped = await DroppedEntries.ReadAsync(factory, kept, null, ct);
        }
        else
        {
            var copy = new FileDatabase(file);
            var state = await RestoredState.ReadAsync(copy, keys, new LastCheckpoint(keys), ct);
            if (await RefusesAsync(state, reason) is { } refused)
            {
                return refused;
            }

            if (SqliteCopies.IsInUse(connection))
            {
                await Console.Error.WriteLineAsync("Nothing was changed: the database is in use. Stop the portal first.");
                return HostCommandExit.Wrong;
            }

            dropped = await DroppedEntries.ReadAsync(factory, state.Size, copy, ct);
        }

        // Who gave a reason was asked already: it is in the log.
        return dropped.Sentence is not { } loss || await HostCommandConsent.AskAsync(loss, yes || reason is not null, ct)
            ? null
            : HostCommandExit.Wrong;
    }

    /// <summary>Puts a copy back that nothing speaks against.</summary>
    internal static async Task<int> PutBackAsync(IServiceProvider services, string file, string? reason, CancellationToken ct)
    {
        var connection = services.GetRequiredService<IConfiguration>().Database();
        if (DataServices.KindOf(connection) is DatabaseKind.Postgres)
        {
            return await RestorePostgresAsync(services, file, connection, reason, ct);
        }

        var state = await ReadAsync(services, new FileDatabase(file), ct);
        if (await RefusesAsync(state, reason) is { } refused)
        {
            return refused;
        }

        return await ReplaceAsync(services, file, connection, ct) ? await GoOnAsync(services, state, reason, ct) : HostCommandExit.Wrong;
    }

    private static async Task<int?> RefusesServerAsync(
        IDbContextFactory<GovernanceDbContext> factory,
        string connection,
        CancellationToken ct
    )
    {
        await using (var db = await factory.CreateDbContextAsync(ct))
        {
            if (!await db.Database.CanConnectAsync(ct))
            {
                await Console.Error.WriteLineAsync(
                    $"Nothing was changed: {DataServices.Describe(connection)} cannot be opened. If it is lost, create an empty "
                        + $"database first (createdb), with the role of the connection string."
                );
                return HostCommandExit.Wrong;
            }
        }

        if (await new PostgresTools(connection).OthersAsync(ct) > 0)
        {
            await Console.Error.WriteLineAsync("Nothing was changed: the database is in use. Stop every node first.");
            return HostCommandExit.Wrong;
        }

        return null;
    }

    private static Task<RestoredState> ReadAsync(
        IServiceProvider services,
        IDbContextFactory<GovernanceDbContext> database,
        CancellationToken ct
    ) => RestoredState.ReadAsync(database, services.GetRequiredService<KeyFolder>(), services.GetRequiredService<LastCheckpoint>(), ct);

    private static async Task<int?> RefusesAsync(RestoredState state, string? reason)
    {
        if (state.Fault is { } fault)
        {
            await Console.Error.WriteLineAsync($"Nothing was changed: {fault}");
            return HostCommandExit.Failed;
        }

        if (state.Loss is { } loss && reason is null)
        {
            await Console.Error.WriteLineAsync(
                $"Nothing was changed: {loss} To continue from this state anyway, state why: --accept-loss REASON. The log "
                    + "then has a new name and says what was lost."
            );
            return HostCommandExit.Wrong;
        }

        return null;
    }

    // Its copy can only be read by putting it back: what was there is kept first, and put back when the copy is not to be gone on from.
    private static async Task<int> RestorePostgresAsync(
        IServiceProvider services,
        string file,
        string connection,
        string? reason,
        CancellationToken ct
    )
    {
        var tools = new PostgresTools(connection);
        var factory = services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>();
        // Once more: copying the store took its time.
        if (await RefusesServerAsync(factory, connection, ct) is { } inUse)
        {
            return inUse;
        }

        bool isEmpty;
        await using (var db = await factory.CreateDbContextAsync(ct))
        {
            isEmpty = (await SchemaVersions.AppliedAsync(db, ct)).Count == 0;
        }

        var aside = $"{file}.before-{services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}";
        if (!isEmpty && await tools.DumpAsync(aside, ct) is { } unkept)
        {
            await Console.Error.WriteLineAsync(
                $"Nothing was changed: the existing database cannot be set aside. {unkept}{Environment.NewLine}If it can no "
                    + "longer be read, create an empty database instead and restore into that."
            );
            return HostCommandExit.Failed;
        }

        var (wrong, withoutRights) = await tools.RestoreAsync(file, ct);
        if (wrong is not null)
        {
            File.Delete(aside);
            await Console.Error.WriteLineAsync(
                $"Nothing was changed: {wrong}{Environment.NewLine}Run it as the role that owns the tables, as for db migrate."
            );
            return HostCommandExit.Failed;
        }

        var state = await ReadAsync(services, factory, ct);
        if (await RefusesAsync(state, reason) is { } refused)
        {
            if ((isEmpty ? await tools.EmptyAsync(ct) : (await tools.RestoreAsync(aside, ct)).Wrong) is { } stuck)
            {
                await Console.Error.WriteLineAsync(
                    $"But the previous database could not be put back: {stuck}{Environment.NewLine}It is in {aside}."
                );
                return HostCommandExit.Failed;
            }

            File.Delete(aside);
            return refused;
        }

        await using (var db = await factory.CreateDbContextAsync(ct))
        {
            await using var setup = await db.LockSetupAsync(ct);
            await SchemaVersions.MigrateAsync(db, ct);
        }

        if (!isEmpty)
        {
            await Console.Out.WriteLineAsync($"The previous database is kept as {aside}.");
        }

        if (withoutRights)
        {
            await Console.Out.WriteLineAsync(
                "Roles of the copy do not exist here, so their rights were left out. Run eng/postgres-roles.sql."
            );
        }

        return await GoOnAsync(services, state, reason, ct);
    }

    private static async Task<bool> ReplaceAsync(IServiceProvider services, string file, string connection, CancellationToken ct)
    {
        var there = new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder(connection).DataSource;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(there))!);
        string? aside = null;
        if (new FileInfo(there) is { Exists: true, Length: > 0 })
        {
            aside = $"{there}.before-{services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}";
            SqliteCopies.CopyOrMove(connection, there, aside);
        }

        if (!SqliteCopies.Replace(file, connection))
        {
            if (aside is not null)
            {
                File.Delete(aside);
            }

            await Console.Error.WriteLineAsync("Nothing was changed: the database is in use. Stop the portal first.");
            return false;
        }

        if (aside is not null)
        {
            await Console.Out.WriteLineAsync($"The previous database is kept as {aside}.");
        }

        await using var db = await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(ct);
        await SchemaVersions.MigrateAsync(db, ct);
        return true;
    }

    private static async Task<int> GoOnAsync(IServiceProvider services, RestoredState state, string? reason, CancellationToken ct)
    {
        var database = DataServices.Describe(services.GetRequiredService<IConfiguration>().Database());
        if (state.Loss is null)
        {
            await services.GetRequiredService<ContinueLog>().RestoredAsync(state, ct);
            await Console.Out.WriteLineAsync(
                $"{database} is restored with {state.Size} log entries; nothing that was signed is lost. Run db check."
            );
            return HostCommandExit.Done;
        }

        var outcome = await services.GetRequiredService<ContinueLog>().RunAsync(state, reason!.Trim(), ct);
        if (outcome.Refusal is { } refusal)
        {
            return await HostCommandExit.SayAsync(refusal);
        }

        await Console.Out.WriteLineAsync(
            $"{database} continues from {state.Size} log entries. {state.Loss} The log's name is {outcome.Value.Name} from now on; its "
                + "first entry names both checkpoints. Artifacts and evidence files stay. The log's public key:"
        );
        await Console.Out.WriteLineAsync(outcome.Value.ToString());
        return HostCommandExit.Done;
    }

    private sealed record Answers(bool WitnessAhead, bool Yes);

    /// <summary>A copy in a file, read in its place.</summary>
    internal sealed class FileDatabase(string file) : IDbContextFactory<GovernanceDbContext>
    {
        public GovernanceDbContext CreateDbContext() =>
            new SqliteGovernanceDbContext(
                new DbContextOptionsBuilder<SqliteGovernanceDbContext>()
                    .UseSqlite(SqliteCopies.Of(file) + ";Mode=ReadOnly", SqliteGovernanceDbContext.WithMigrations)
                    .Options
            );
    }
}
