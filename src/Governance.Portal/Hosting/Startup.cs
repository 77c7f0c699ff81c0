using Governance.Data;
using Governance.Portal.Configuration;
using Governance.Portal.Features.Audit;
using Governance.Portal.Features.Demo;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Hosting;

/// <summary>What has to be there before the first request: folders, schema, installation id, the log's key.</summary>
public static partial class Startup
{
    /// <summary>Name of the setting that identifies this installation.</summary>
    public const string InstallationId = "installation-id";

    /// <summary>Makes what is missing. Safe to repeat, and to run beside another node.</summary>
    public static async Task PrepareAsync(IServiceProvider services, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(services);
        var logger = services.GetRequiredService<ILogger<KeyFolder>>();
        var storage = services.GetRequiredService<IOptions<StorageOptions>>().Value;
        Directory.CreateDirectory(storage.ArtifactPath);
        _ = services.GetRequiredService<KeyFolder>();
        var configuration = services.GetRequiredService<IConfiguration>();
        var connection = configuration.Database();
        if (services.GetRequiredService<IOptions<DemoOptions>>().Value.Enabled && DemoFolder.Refuses(storage, connection) is { } refusal)
        {
            throw new OptionsValidationException(DemoOptions.Section, typeof(DemoOptions), [refusal]);
        }

        if (DataServices.KindOf(connection) is DatabaseKind.Sqlite
            && new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder(connection).DataSource is { Length: > 0 } file
            && Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        var factory = services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>();
        await using var db = await factory.CreateDbContextAsync(ct);
        // Asked first: the service's own role on PostgreSQL may read the list of migrations, not apply them (eng/postgres-roles.sql).
        if ((await db.Database.GetPendingMigrationsAsync(ct)).Any())
        {
            await db.Database.MigrateAsync(ct);
        }

        if (!await db.Settings.AnyAsync(s => s.Key == InstallationId, ct))
        {
            db.Settings.Add(new Data.Api.Setting { Key = InstallationId, Value = Guid.NewGuid().ToString("N") });
            await db.SaveChangesAsync(ct);
        }

        var key = services.GetRequiredService<LogKey>();
        var isNew = await key.OpenAsync(ct);
        if (isNew)
        {
            // Not through the logger: this line is for the person who pins the key, and is to be read as it is.
            await Console.Out.WriteLineAsync($"Made the audit log's key. Its public key, to be kept outside by those who verify: {key.Public}");
        }

        LogKeyIs(logger, key.Public.ToString());
        LogReady(logger, DataServices.Describe(connection), storage.ArtifactPath);
    }

    [LoggerMessage(1201, LogLevel.Information, "Database {Database} and store {Store} are ready")]
    private static partial void LogReady(ILogger logger, string database, string store);

    [LoggerMessage(1204, LogLevel.Information, "The audit log's public key is {PublicKey}")]
    private static partial void LogKeyIs(ILogger logger, string publicKey);
}
