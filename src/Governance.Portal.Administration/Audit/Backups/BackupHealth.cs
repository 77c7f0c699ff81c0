using Governance.Domain.Identity;
using Governance.Portal.Kernel.Components.Layout;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Audit.Backups;

/// <summary>What this process knows of the last backup and the last rehearsal, and whether someone has to be told.</summary>
internal sealed class BackupHealth(IOptions<BackupOptions> options, TimeProvider clock) : IShellAlarm
{
    // One that begins late because another node was busy is not late yet.
    private const double Grace = 1.5;

    private readonly DateTimeOffset _since = clock.GetUtcNow();
    private volatile BackupRecord? _backup;
    private volatile BackupRecord? _drill;

    public event EventHandler? Changed;

    /// <summary>The last backup; null where none is known.</summary>
    public BackupRecord? Backup => _backup;

    /// <summary>The last rehearsal; null where none is known.</summary>
    public BackupRecord? Drill => _drill;

    /// <summary>Takes what was read last.</summary>
    public void Set(BackupRecord? backup, BackupRecord? drill)
    {
        (_backup, _drill) = (backup, drill);
        Changed?.Invoke(this, EventArgs.Empty);
    }

    public ShellAlarm? For(AlarmReader reader)
    {
        if (reader.Role != Roles.Administrator)
        {
            return null;
        }

        return Of(
                options.Value.Hours,
                _backup,
                "The last backup failed",
                "A scheduled backup is overdue",
                "The last successful backup is older than the schedule allows."
            )
            ?? Of(
                options.Value.DrillDays * 24,
                _drill,
                "The last restore drill failed",
                "A restore drill is overdue",
                "The last successful restore drill is older than the schedule allows."
            );
    }

    private ShellAlarm? Of(int hours, BackupRecord? last, string failed, string late, string sentence)
    {
        if (hours == 0)
        {
            return null;
        }

        if (last?.Wrong is { } wrong)
        {
            return new ShellAlarm(failed, wrong, "Open Audit log", "/audit?q=backup") { Key = $"{failed} {last.At:O}" };
        }

        var good = last?.GoodAt ?? _since;
        return clock.GetUtcNow() - good > TimeSpan.FromHours(hours * Grace)
            ? new ShellAlarm(late, sentence, "Open Audit log", "/audit?q=backup") { Key = $"{late} {good:O}" }
            : null;
    }
}
