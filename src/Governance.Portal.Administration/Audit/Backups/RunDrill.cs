using System.Globalization;
using Governance.Data;
using Governance.Data.Postgres;
using Governance.Portal.Administration.Admin;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Governance.Portal.Administration.Audit.Backups;

/// <summary>
/// Rehearses a restore: reads every byte of a backup, puts its database into a place of its own, and runs there what <c>db check</c> runs,
/// with the backup's store. The installation that serves is not touched. Only the keys stay closed: they are for the recipient alone.
/// </summary>
internal sealed class RunDrill(IMakePortal portals, IOptions<BackupOptions> options, IConfiguration configuration, TimeProvider clock)
{
    // A backup that is damaged throughout need not fill the log.
    private const int Most = 50;

    /// <summary>Says why a database cannot be one for rehearsals; null when it can.</summary>
    public static string? RefusesScratch(string scratch, string serving)
    {
        if (DataServices.KindOf(scratch) is not DatabaseKind.Postgres)
        {
            return "it is not a PostgreSQL connection string.";
        }

        if (serving.Length == 0 || DataServices.KindOf(serving) is not DatabaseKind.Postgres)
        {
            return null;
        }

        var (one, other) = (new NpgsqlConnectionStringBuilder(scratch), new NpgsqlConnectionStringBuilder(serving));
        // Whatever host it is: two names may mean the same server, and a rehearsal empties its database.
        return one.Database == other.Database ? "it names the portal's own database, which a drill would empty." : null;
    }

    /// <summary>Says why a database that another tool restored cannot be looked at; null when it can.</summary>
    public static string? RefusesRestored(string restored, string serving)
    {
        NpgsqlConnectionStringBuilder one;
        try
        {
            one = new NpgsqlConnectionStringBuilder(restored);
        }
        catch (ArgumentException)
        {
            return "It is not a PostgreSQL connection string.";
        }

        if (serving.Length == 0 || DataServices.KindOf(serving) is not DatabaseKind.Postgres)
        {
            return null;
        }

        var other = new NpgsqlConnectionStringBuilder(serving);
        return (one.Host, one.Port, one.Database) == (other.Host, other.Port, other.Database)
            ? "It is the portal's own database. Name the one that was restored beside it."
            : null;
    }

    /// <summary>Rehearses it.</summary>
    /// <param name="path">Folder of the backup.</param>
    /// <param name="restored">A database that another tool restored, which is looked at as it is; null for the backup's own.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<DrillResult> RunAsync(string path, string? restored, CancellationToken ct)
    {
        var began = clock.GetUtcNow();
        DateTimeOffset? newest = null;
        var folder = new BackupFolder(path);
        var findings = await folder.VerifyAsync(ct).Take(Most).ToListAsync(ct);
        var (manifest, _) = folder.Read();
        var entries = 0L;
        if (findings.Count == 0 && manifest is not null)
        {
            if (restored is not null)
            {
                newest = await NewestAsync(restored, ct);
                entries = await LookAsync(folder, manifest, restored, findings, ct);
            }
            else if (manifest.Database is null)
            {
                findings.Add(
                    "This backup does not include the database (Backup__Database is External): test its restore with its own tool."
                );
            }
            else
            {
                entries = await RestoreAsync(folder, manifest, findings, ct);
            }
        }

        var ended = clock.GetUtcNow();
        return new DrillResult(
            ended,
            manifest?.MadeAt,
            manifest is null ? null : began - (newest ?? manifest.MadeAt),
            ended - began,
            entries,
            manifest?.StoreFiles ?? 0,
            findings
        );
    }

    private async Task<long> RestoreAsync(BackupFolder folder, BackupManifest manifest, List<string> findings, CancellationToken ct)
    {
        var scratch = Directory.CreateTempSubdirectory("governance-drill-").FullName;
        try
        {
            if (await PutAsync(folder, manifest, scratch, findings, ct) is not { } connection)
            {
                return 0;
            }

            return await CheckAsync(folder, manifest, connection, scratch, findings, ct);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(scratch, recursive: true);
            if (
                manifest.Database == "postgres"
                && options.Value.DrillConnection.Length > 0
                && await new PostgresTools(options.Value.DrillConnection).RefusesToEmptyAsync(CancellationToken.None) is null
            )
            {
                await new PostgresTools(options.Value.DrillConnection).EmptyAsync(CancellationToken.None);
            }
        }
    }

    private async Task<long> LookAsync(
        BackupFolder folder,
        BackupManifest manifest,
        string restored,
        List<string> findings,
        CancellationToken ct
    )
    {
        var scratch = Directory.CreateTempSubdirectory("governance-drill-").FullName;
        try
        {
            return await CheckAsync(folder, manifest, restored, scratch, findings, ct);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    // What was restored to a point in time reaches as far as its last entry.
    private static async Task<DateTimeOffset?> NewestAsync(string restored, CancellationToken ct)
    {
        try
        {
            await using var connection = new NpgsqlConnection(restored);
            await connection.OpenAsync(ct);
            await using var command = new NpgsqlCommand(
                "SELECT \"Time\" FROM \"AuditEntries\" ORDER BY \"Index\" DESC LIMIT 1",
                connection
            );
            return await command.ExecuteScalarAsync(ct) is long ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
        }
        catch (NpgsqlException)
        {
            return null; // the check that follows says why it cannot be read
        }
    }

    // The connection string of what was restored; null when it could not be, and the findings say why.
    private async Task<string?> PutAsync(
        BackupFolder folder,
        BackupManifest manifest,
        string scratch,
        List<string> findings,
        CancellationToken ct
    )
    {
        if (manifest.Database == "sqlite")
        {
            var file = Path.Combine(scratch, "governance.db");
            await using (var from = File.OpenRead(folder.Path(BackupFolder.Sqlite)))
            await using (var to = PrivateFiles.Create(file))
            {
                await from.CopyToAsync(to, ct);
            }

            return $"Data Source={file}";
        }

        var connection = options.Value.DrillConnection;
        if (connection.Length == 0)
        {
            findings.Add("Backup__DrillConnection does not name a database, and a PostgreSQL backup can only be checked by restoring it.");
            return null;
        }

        if (RefusesScratch(connection, configuration.GetConnectionString("Governance") ?? "") is { } refused)
        {
            findings.Add($"Backup__DrillConnection: {refused}");
            return null;
        }

        var tools = new PostgresTools(connection);
        // It is emptied: only what a drill left behind, or nothing, may be there.
        if (await tools.RefusesToEmptyAsync(ct) is { } occupied)
        {
            findings.Add($"Backup__DrillConnection: {occupied}");
            return null;
        }

        var (wrong, _) = await tools.RestoreAsync(folder.Path(BackupFolder.Postgres), ct);
        if (wrong is not null)
        {
            findings.Add($"The database could not be restored: {wrong}");
            return null;
        }

        return connection;
    }

    private async Task<long> CheckAsync(
        BackupFolder folder,
        BackupManifest manifest,
        string connection,
        string scratch,
        List<string> findings,
        CancellationToken ct
    )
    {
        // What was signed when the backup was made, and by which keys; no secret is needed to verify.
        var keys = new KeyFolder(Path.Combine(scratch, "keys"));
        foreach (var name in MakeBackup.Public.Where(n => File.Exists(folder.Path($"{BackupFolder.Log}/{n}"))))
        {
            keys.Write(name, await File.ReadAllTextAsync(folder.Path($"{BackupFolder.Log}/{name}"), ct));
        }

        await using var portal = portals.On(connection, folder.Path(BackupFolder.Store), keys.Path);
        using var host = portal.Services.GetRequiredService<DataScopeAccessor>().AsHost();
        var databases = portal.Services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>();
        await using (var db = await databases.CreateDbContextAsync(ct))
        {
            await SchemaVersions.MigrateAsync(db, ct);
        }

        var state = await RestoredState.ReadAsync(databases, keys, new LastCheckpoint(keys), ct);
        if ((state.Fault ?? state.Loss) is { } wrong)
        {
            findings.Add($"The restored log does not match what was signed: {wrong}");
            return state.Size;
        }

        if (state.Size < manifest.Entries)
        {
            findings.Add(
                FormattableString.Invariant(
                    $"The restored log has {state.Size} entries; the backup was made of a log with {manifest.Entries}."
                )
            );
        }

        // The log was verified above, without its key.
        foreach (var check in portal.Services.GetServices<IInstallationCheck>().Where(c => c is not LogCheck))
        {
            var more = 0;
            await foreach (var sentence in CheckRun.FindAsync(check, ct))
            {
                if (++more <= Most)
                {
                    findings.Add(sentence);
                }
            }

            if (more > Most)
            {
                findings.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{more - Most} more findings of the check "
                            + $"of {check.Subject} are not named here; restore the backup and run db check for all."
                    )
                );
            }
        }

        return state.Size;
    }
}
