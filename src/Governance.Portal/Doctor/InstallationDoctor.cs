using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Data.Audit;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Doctor;

/// <summary>Versions, database, clock and disks.</summary>
internal sealed class InstallationDoctor(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    DatabaseClock time,
    TimeProvider clock,
    IFreeSpace space,
    ContentStore store,
    IOptions<StorageOptions> storage,
    IConfiguration configuration
) : IDoctorCheck
{
    private const double LowShare = 0.1;
    private const long Megabyte = 1024 * 1024;

    private static readonly TimeSpan s_offset = TimeSpan.FromSeconds(5);

    /// <summary>The program's version.</summary>
    public static string Version =>
        typeof(InstallationDoctor).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public async IAsyncEnumerable<DoctorLine> LookAsync([EnumeratorCancellation] CancellationToken ct)
    {
        yield return DoctorLine.Ok("program", $"{Version}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}.");
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (!await db.Database.CanConnectAsync(ct))
        {
            yield return DoctorLine.Fail("database", "It does not answer. Is it running, and is ConnectionStrings__Governance right?");
        }
        else
        {
            yield return await OfDatabaseAsync(db, ct);
            var schema = await OfSchemaAsync(db, ct);
            yield return schema;
            yield return await OfClockAsync(db, ct);
            if (schema.State is DoctorState.Ok && await NeededContent.IsMisplacedAsync(store, db, ct))
            {
                yield return DoctorLine.Fail(
                    "store",
                    "Records name content, and the folder of Storage__ArtifactPath is empty. Is its disk mounted? If the content is lost, "
                        + "restore it from a backup."
                );
            }

            if (schema.State is DoctorState.Ok && await LogAhead.FindAsync(db, clock.GetUtcNow(), ct) is { } ahead)
            {
                yield return DoctorLine.Warn(
                    "clock",
                    $"The last entry of the log is {Formats.Duration(ahead)} later than this machine's clock: the clock was wrong then, or "
                        + "is wrong now. Check the time service. Entries keep their order."
                );
            }
        }

        foreach (var (place, folder) in Folders())
        {
            if (space.Of(folder) is var (free, total))
            {
                yield return OfDisk(place, free, total);
            }
        }
    }

    private IEnumerable<(string Place, string Folder)> Folders()
    {
        yield return ("store", Path.GetFullPath(storage.Value.ArtifactPath));
        yield return ("keys", Path.GetFullPath(storage.Value.KeyPath));
        if (DataServices.FileOf(configuration.Database()) is { } file)
        {
            yield return ("database", Path.GetDirectoryName(file)!);
        }
    }

    private async Task<DoctorLine> OfDatabaseAsync(GovernanceDbContext db, CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        var name = DataServices.KindOf(configuration.Database()) is DatabaseKind.Postgres ? "PostgreSQL" : "SQLite";
        return DoctorLine.Ok("database", $"{name} {db.Database.GetDbConnection().ServerVersion} answers.");
    }

    private static async Task<DoctorLine> OfSchemaAsync(GovernanceDbContext db, CancellationToken ct)
    {
        var (missing, unknown) = await SchemaVersions.CompareAsync(db, ct);
        return unknown.Count > 0
                ? DoctorLine.Fail("schema", $"A newer version has migrated the database to {unknown[^1]}. Install that version here too.")
            : missing.Count > 0
                ? DoctorLine.Fail(
                    "schema",
                    $"It lacks {(missing.Count == 1 ? "" : $"{missing.Count} migrations up to ")}{missing[^1]}. Run db migrate."
                )
            : DoctorLine.Ok("schema", $"{db.Database.GetMigrations().LastOrDefault()}, as this program requires.");
    }

    private async Task<DoctorLine> OfClockAsync(GovernanceDbContext db, CancellationToken ct)
    {
        var offset = clock.GetUtcNow() - await time.NowAsync(db, ct);
        var seconds = offset.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        return offset.Duration() > s_offset
            ? DoctorLine.Warn("clock", $"It differs from the database's clock by {seconds} s. Start the time service on both.")
            : DoctorLine.Ok("clock", $"It differs from the database's clock by {seconds} s.");
    }

    private static DoctorLine OfDisk(string place, long free, long total)
    {
        var share = total == 0 ? 0 : free / (double)total;
        var words = string.Create(
            CultureInfo.InvariantCulture,
            $"{free / Megabyte} MB free of {total / Megabyte} MB ({share:P0}) for {place}."
        );
        return share < LowShare ? DoctorLine.Warn("disk", $"{words} Free some space.") : DoctorLine.Ok("disk", words);
    }
}
