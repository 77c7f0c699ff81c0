using System.CommandLine;
using Governance.Data;
using Governance.Data.Postgres;
using Governance.Data.Sqlite;
using Governance.Portal.Configuration;
using Governance.Portal.Features.Admin.Commands;
using Governance.Portal.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Features.Audit.Commands;

/// <summary>
/// <c>db restore [FILE] [--accept-loss REASON]</c>: puts a copy of the database back. What was signed after the copy was made is lost, so that has
/// to be said and is logged: the log goes on under a new name.
/// </summary>
internal sealed class RestoreCommand : IHostCommand
{
    public string Group => "db";

    public Command Make(HostCommandRunner runner)
    {
        var file = new Argument<FileInfo?>("file") { Description = "The copy; left out when the database itself was put back already (PostgreSQL).", Arity = ArgumentArity.ZeroOrOne };
        var reason = new Option<string?>("--accept-loss") { Description = "Why it is right to go on from a state older than the last signed checkpoint." };
        var command = new Command("restore", "Put a copy of the database back. Stop the portal first.") { file, reason };
        command.SetAction((parsed, ct) => runner.RunAsync((services, token) => RestoreAsync(services, parsed.GetValue(file), parsed.GetValue(reason), token), prepare: false, ct));
        return command;
    }

    private static async Task<int> RestoreAsync(IServiceProvider services, FileInfo? file, string? reason, CancellationToken ct)
    {
        var connection = services.GetRequiredService<IConfiguration>().Database();
        var sqlite = DataServices.KindOf(connection) is DatabaseKind.Sqlite;
        if (file is not null && !sqlite)
        {
            await Console.Error.WriteLineAsync(
                $"PostgreSQL has its own tool for this. Stop every node and run: {PostgresTools.Restore(connection, file.FullName)}{Environment.NewLine}When it set the log back, go on with: db restore --accept-loss REASON");
            return CommandWords.Wrong;
        }

        if ((file is null && reason is null) || (file is not null && !file.Exists) || reason?.Trim().Length == 0)
        {
            await Console.Error.WriteLineAsync(file is { Exists: false } ? $"There is no file {file.FullName}." : "Name the copy, or the reason with --accept-loss, or both.");
            return CommandWords.Wrong;
        }

        IDbContextFactory<GovernanceDbContext> copy = file is null ? services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>() : new FileDatabase(file.FullName);
        var state = await RestoredState.ReadAsync(copy, services.GetRequiredService<KeyFolder>(), services.GetRequiredService<LastCheckpoint>(), ct);
        if (state.Fault is { } fault)
        {
            await Console.Error.WriteLineAsync($"Nothing was changed: {fault}");
            return CommandWords.Failed;
        }

        if (state.Loss is { } loss && reason is null)
        {
            await Console.Error.WriteLineAsync($"Nothing was changed: {loss} To go on from it all the same, say why: --accept-loss REASON. The log then has a new name and says what was lost.");
            return CommandWords.Wrong;
        }

        if (file is not null && !await ReplaceAsync(services, file.FullName, connection, ct))
        {
            return CommandWords.Wrong;
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
            await Console.Out.WriteLineAsync($"What was there is kept as {aside}.");
        }

        await using var db = await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(ct);
        await db.Database.MigrateAsync(ct);
        return true;
    }

    private static async Task<int> GoOnAsync(IServiceProvider services, RestoredState state, string? reason, CancellationToken ct)
    {
        var database = DataServices.Describe(services.GetRequiredService<IConfiguration>().Database());
        if (state.Loss is null)
        {
            await services.GetRequiredService<ContinueLog>().RestoredAsync(state, ct);
            await Console.Out.WriteLineAsync($"{database} is restored with {state.Size} log entries; nothing that was signed is lost. Run db check.");
            return CommandWords.Done;
        }

        var outcome = await services.GetRequiredService<ContinueLog>().RunAsync(state, reason!.Trim(), ct);
        if (outcome.Refusal is { } refusal)
        {
            return await CommandWords.SayAsync(refusal);
        }

        await Console.Out.WriteLineAsync(
            $"{database} goes on from {state.Size} log entries. {state.Loss} The log's name is {outcome.Value.Name} from here on; its first entry names both checkpoints. Artifacts and evidence files stay. Its public key:");
        await Console.Out.WriteLineAsync(outcome.Value.ToString());
        return CommandWords.Done;
    }

    private sealed class FileDatabase(string file) : IDbContextFactory<GovernanceDbContext>
    {
        public GovernanceDbContext CreateDbContext() =>
            new SqliteGovernanceDbContext(new DbContextOptionsBuilder<SqliteGovernanceDbContext>().UseSqlite(SqliteCopies.Of(file) + ";Mode=ReadOnly").Options);
    }
}
