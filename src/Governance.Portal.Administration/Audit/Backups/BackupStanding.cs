using Governance.Data;
using Governance.Portal.Kernel.Configuration;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Audit.Backups;

/// <summary>
/// Judges what is known of backups, once for everyone who says it: alarms, Overview, Health, doctor, metrics and the log. Where there never
/// was a backup, what a restore would lose is everything since the log began, so that is its age.
/// </summary>
internal sealed class BackupStanding(IOptions<BackupOptions> options, IOptions<DemoOptions> demo, IHostEnvironment environment)
{
    // One that begins late because another node was busy is not late yet.
    private const double Grace = 1.5;

    // Without a schedule someone makes them by hand or by cron, and the portal knows of no interval: these are the longest that make sense.
    private static readonly TimeSpan s_unscheduled = TimeSpan.FromDays(7);
    private static readonly TimeSpan s_unrehearsed = TimeSpan.FromDays(92);

    /// <summary>False for a trial: a demo, or a portal that is being developed, has nothing that would be missed.</summary>
    public bool IsWatched => options.Value.IsScheduled || options.Value.IsRehearsed || !(environment.IsDevelopment() || demo.Value.Enabled);

    /// <summary>How old the last success may be.</summary>
    public TimeSpan Allowed(BackedUp of) =>
        of is BackedUp.Drill
            ? Grace * (options.Value.IsRehearsed ? TimeSpan.FromDays(options.Value.DrillDays) : s_unrehearsed)
            : Grace * (options.Value.IsScheduled ? TimeSpan.FromHours(options.Value.Hours) : s_unscheduled);

    /// <summary>When the log began; null while it is empty.</summary>
    public static Task<DateTimeOffset?> BeganAsync(GovernanceDbContext db, CancellationToken ct) =>
        db.AuditEntries.AsNoTracking().OrderBy(e => e.Index).Select(e => (DateTimeOffset?)e.Time).FirstOrDefaultAsync(ct);

    /// <summary>
    /// When another tool last copied the database: it touches the file of <c>Backup__DatabaseMark</c> when it has succeeded. Null when
    /// it is not there.
    /// </summary>
    public DateTimeOffset? Marked()
    {
        var file = new FileInfo(options.Value.DatabaseMark.Length > 0 ? options.Value.DatabaseMark : Path.GetTempPath());
        return file.Exists ? file.LastWriteTimeUtc : null;
    }

    /// <summary>What someone has to do, the worst first.</summary>
    /// <param name="backup">The last backup.</param>
    /// <param name="drill">The last rehearsal.</param>
    /// <param name="began">When the log began.</param>
    /// <param name="now">Now.</param>
    public IEnumerable<BackupConcern> Judge(BackupRecord? backup, BackupRecord? drill, DateTimeOffset began, DateTimeOffset now)
    {
        if (!IsWatched)
        {
            yield break;
        }

        if (OfBackup(backup, began, now) is { } one)
        {
            yield return one;
        }

        if (options.Value.Database is BackedUpDatabase.External && OfDatabase(now) is { } other)
        {
            yield return other;
        }

        // Until there is a backup there is nothing to rehearse.
        if ((backup?.GoodAt ?? drill?.At) is { } first && OfDrill(drill, first, now) is { } third)
        {
            yield return third;
        }
    }

    private BackupConcern? OfBackup(BackupRecord? last, DateTimeOffset began, DateTimeOffset now)
    {
        if (last?.Wrong is { } wrong)
        {
            return new(BackedUp.Backup, BackupConcernKind.Failed, "The last backup failed", wrong, last.GoodAt);
        }

        var isLate = now - (last?.GoodAt ?? began) > Allowed(BackedUp.Backup);
        if (isLate && (options.Value.IsScheduled || last?.GoodAt is not null))
        {
            return options.Value.IsScheduled
                ? new(
                    BackedUp.Backup,
                    BackupConcernKind.Late,
                    "A scheduled backup is overdue",
                    "The last successful backup is older than the schedule allows.",
                    last?.GoodAt
                )
                : new(
                    BackedUp.Backup,
                    BackupConcernKind.Late,
                    "The last backup is old",
                    "No backup was made for more than a week, and none is scheduled. Set Backup__Folder and Backup__Hours.",
                    last?.GoodAt
                );
        }

        return last?.GoodAt is not null || options.Value.IsScheduled
            ? null
            : new(
                BackedUp.Backup,
                BackupConcernKind.Never,
                "No backup was ever made",
                "If this host is lost, so is everything. Set Backup__Folder, Backup__Hours and Backup__Recipient.",
                null
            );
    }

    private BackupConcern? OfDatabase(DateTimeOffset now)
    {
        if (options.Value.DatabaseMark.Length == 0)
        {
            return new(
                BackedUp.Database,
                BackupConcernKind.Unknown,
                "No one watches the backups of the database",
                "Another tool makes them, and the portal does not know when. Set Backup__DatabaseMark to a file that the tool touches.",
                null
            );
        }

        return Marked() is not { } marked
                ? new(
                    BackedUp.Database,
                    BackupConcernKind.Never,
                    "The database was never backed up",
                    "The file that Backup__DatabaseMark names is missing: the other tool has not reported a backup.",
                    null
                )
            : now - marked > Allowed(BackedUp.Database)
                ? new(
                    BackedUp.Database,
                    BackupConcernKind.Late,
                    "The backup of the database is overdue",
                    "The file that Backup__DatabaseMark names is older than the schedule allows: the other tool reports no newer backup.",
                    marked
                )
            : null;
    }

    private BackupConcern? OfDrill(BackupRecord? last, DateTimeOffset first, DateTimeOffset now)
    {
        if (last?.Wrong is { } wrong)
        {
            return new(BackedUp.Drill, BackupConcernKind.Failed, "The last restore drill failed", wrong, last.GoodAt);
        }

        if (last?.GoodAt is null && !options.Value.IsRehearsed)
        {
            return new(
                BackedUp.Drill,
                BackupConcernKind.Never,
                "No restore was ever rehearsed",
                "Whether the backups can be restored is not known. Set Backup__DrillDays, or run backup drill.",
                null
            );
        }

        return now - (last?.GoodAt ?? first) > Allowed(BackedUp.Drill)
            ? new(
                BackedUp.Drill,
                BackupConcernKind.Late,
                "A restore drill is overdue",
                "The last successful restore drill is older than the schedule allows.",
                last?.GoodAt
            )
            : null;
    }
}
