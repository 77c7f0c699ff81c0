using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Portal.Kernel.Jobs;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Audit.Backups;

/// <summary>Makes backups and rehearses restores when their time has come, on one node; every node hears how the last ones went.</summary>
internal sealed partial class BackupJob(
    IOptions<BackupOptions> options,
    BackupRecords records,
    BackupHealth health,
    BackupStanding standing,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    BackupTurn turn,
    ScheduledBackups backups,
    RunDrill drill,
    TimeProvider clock,
    ILogger<BackupJob> logger
) : PeriodicJob(TimeSpan.FromMinutes(5), clock, atOnce: true)
{
    private DateTimeOffset? _began;

    protected override bool IsNeeded => standing.IsWatched;

    public override async Task RunAsync(CancellationToken ct)
    {
        var (backup, rehearsal) = await LookAsync(ct);
        if (options.Value.IsScheduled && IsDue(backup, TimeSpan.FromHours(options.Value.Hours)))
        {
            await turn.RunAsync("backup", BackUpAsync, ct);
        }

        if (options.Value.IsRehearsed && IsDue(rehearsal, TimeSpan.FromDays(options.Value.DrillDays)))
        {
            await turn.RunAsync("backup-drill", RehearseAsync, ct);
        }

        await LookAsync(ct);
        if (health.Concerns.Any(IsToldInTheLog))
        {
            await turn.RunAsync("backup-late", TellLateAsync, ct);
        }
    }

    protected override void Tell(Exception problem) => LogFailed(problem);

    // What failed is tried again after an hour, not at every look.
    private bool IsDue(BackupRecord? last, TimeSpan every) =>
        last is null || Clock.GetUtcNow() - last.At >= (last.Wrong is null ? every : TimeSpan.FromHours(1));

    private async Task<(BackupRecord? Backup, BackupRecord? Drill)> LookAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var (backup, rehearsal) = await BackupRecords.ReadAsync(db, ct);
        _began ??= await BackupStanding.BeganAsync(db, ct);
        health.Set(backup, rehearsal, _began ?? Clock.GetUtcNow());
        return (backup, rehearsal);
    }

    // What failed has its entry. What is not there at all, on an installation without a schedule, is a matter for Overview.
    private static bool IsToldInTheLog(BackupConcern concern) => concern.Kind is BackupConcernKind.Late;

    private async Task TellLateAsync(CancellationToken ct)
    {
        foreach (var concern in health.Concerns.Where(IsToldInTheLog))
        {
            await records.LateAsync(concern, standing.Allowed(concern.Of), ct);
        }
    }

    private async Task BackUpAsync(CancellationToken ct)
    {
        // Another node may have made it between the look and the turn.
        if (IsDue((await records.ReadAsync(ct)).Backup, TimeSpan.FromHours(options.Value.Hours)))
        {
            var (folder, made) = await TryAsync(ct);
            await records.BackedUpAsync(folder, made, ct);
        }
    }

    private async Task<(string Folder, MadeBackup Made)> TryAsync(CancellationToken ct)
    {
        try
        {
            return await backups.RunAsync(ct);
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or FormatException or ContentUnavailableException or SigningKeyException)
        {
            return (options.Value.Folder, new MadeBackup(null, e.Message));
        }
    }

    private async Task RehearseAsync(CancellationToken ct)
    {
        if (!IsDue((await records.ReadAsync(ct)).Drill, TimeSpan.FromDays(options.Value.DrillDays)))
        {
            return;
        }

        if (backups.List() is [var newest, ..])
        {
            await records.RehearsedAsync(newest, await drill.RunAsync(newest, null, ct), ct);
        }
        else if (!options.Value.IsScheduled)
        {
            var none = new DrillResult(Clock.GetUtcNow(), null, null, TimeSpan.Zero, 0, 0, ["Backup__Folder holds no complete backup."]);
            await records.RehearsedAsync(options.Value.Folder, none, ct);
        }
    }

    [LoggerMessage(1520, LogLevel.Error, "A scheduled backup or restore drill failed; the next attempt follows within minutes")]
    private partial void LogFailed(Exception e);
}
