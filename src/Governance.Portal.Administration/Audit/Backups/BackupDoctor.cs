using System.Runtime.CompilerServices;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Data.Postgres;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Audit.Backups;

/// <summary>Whether backups are set up, can be written, are made, hold the keys, and were ever restored.</summary>
internal sealed class BackupDoctor(
    IOptions<BackupOptions> options,
    BackupStanding standing,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    IConfiguration configuration,
    IFreeSpace space,
    TimeProvider clock
) : IDoctorCheck
{
    private const string Backups = "backups";
    private const string Folder = "backup folder";
    private const string Recipient = "backup recipient";

    private static readonly TimeSpan s_soon = TimeSpan.FromDays(30);

    public async IAsyncEnumerable<DoctorLine> LookAsync([EnumeratorCancellation] CancellationToken ct)
    {
        if (options.Value.Folder.Length > 0)
        {
            yield return OfFolder(options.Value.Folder);
        }

        if (standing.IsWatched)
        {
            yield return OfRecipient();
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (!await db.Database.CanConnectAsync(ct) || (await SchemaVersions.CompareAsync(db, ct)).Missing.Count > 0)
        {
            yield break; // the lines on database and schema say what is wrong
        }

        var (backup, drill) = await BackupRecords.ReadAsync(db, ct);
        var now = clock.GetUtcNow();
        var concerns = standing.Judge(backup, drill, await BackupStanding.BeganAsync(db, ct) ?? now, now).ToList();
        foreach (var concern in concerns)
        {
            var words = $"{concern.Title}. {concern.Sentence}{(concern.GoodAt is { } at ? $" The last success was on {Day(at)}." : "")}";
            yield return concern.Kind is BackupConcernKind.Never or BackupConcernKind.Unknown || concern.Of is BackedUp.Drill
                ? DoctorLine.Warn(Backups, words)
                : DoctorLine.Fail(Backups, words);
        }

        if (concerns.Count == 0)
        {
            yield return DoctorLine.Ok(
                Backups,
                !standing.IsWatched ? "None are needed: this is a trial."
                    : backup?.GoodAt is { } made ? $"The last one was made on {Day(made)}{RestoredIn(drill)}."
                    : "The first scheduled one is still to come."
            );
        }

        if (
            options.Value.Database is BackedUpDatabase.External
            && DataServices.KindOf(configuration.Database()) is DatabaseKind.Postgres
            && await PostgresTools.IsArchivingStuckAsync(db, ct)
        )
        {
            yield return DoctorLine.Fail(
                "WAL archive",
                "PostgreSQL's last attempt to archive its write-ahead log failed. See its log, and archive_command."
            );
        }
    }

    private DoctorLine OfFolder(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return DoctorLine.Fail(Folder, $"{folder} does not exist. Mount it, or make it for the service account (0700).");
        }

        try
        {
            var trial = Path.Combine(folder, $".doctor-{Guid.NewGuid():N}");
            File.WriteAllBytes(trial, []);
            File.Delete(trial);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return DoctorLine.Fail(
                Folder,
                $"{folder} cannot be written. Run doctor as the service account, and let the service write there (ReadWritePaths)."
            );
        }

        // A disk that is lost takes both with it.
        var data = DataServices.FileOf(configuration.Database()) ?? configuration["Storage:ArtifactPath"];
        return data is not null && space.Of(folder)?.Total == space.Of(Path.GetDirectoryName(Path.GetFullPath(data))!)?.Total
            ? DoctorLine.Warn(
                Folder,
                $"{folder} seems to be on the same disk as the data. A backup belongs on another one, away from this host."
            )
            : DoctorLine.Ok(Folder, $"{folder} can be written.");
    }

    private DoctorLine OfRecipient()
    {
        if (options.Value.Recipient.Length == 0)
        {
            return DoctorLine.Warn(Recipient, "Backups hold no keys. Set Backup__Recipient, or keep a copy of the key folder elsewhere.");
        }

        using var certificate = KeyArchive.ReadRecipient(options.Value.Recipient);
        var ends = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        var words = $"Keys are encrypted to {certificate.Subject}, valid until {Day(ends)}.";
        return ends - clock.GetUtcNow() < s_soon
            ? DoctorLine.Warn(Recipient, $"{words} Make another one and change Backup__Recipient; keep the old private key.")
            : DoctorLine.Ok(Recipient, words);
    }

    private static string RestoredIn(BackupRecord? drill) =>
        drill?.GoodAt is { } restored ? $", and restored in a drill on {Day(restored)}" : "";

    private static string Day(DateTimeOffset at) => FormattableString.Invariant($"{at.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
}
