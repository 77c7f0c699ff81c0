using System.Globalization;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Admin;

/// <summary>Says on every page, to everyone, that an account kept for emergencies is in use.</summary>
internal sealed class BreakGlassAlarm : IShellAlarm
{
    private ShellAlarm? _alarm;

    public event EventHandler? Changed;

    /// <summary>True while one is in use, as this node last saw it.</summary>
    public bool IsOn => Volatile.Read(ref _alarm) is not null;

    public ShellAlarm? For(AlarmReader reader)
    {
        var alarm = Volatile.Read(ref _alarm);
        return
            alarm is null
            || Permission.Administer.GrantedTo.Contains(reader.Role, StringComparer.Ordinal)
            || Permission.ReadAudit.GrantedTo.Contains(reader.Role, StringComparer.Ordinal)
            ? alarm
            : alarm with
            {
                LinkText = $"Open Overview",
                Href = "/",
            };
    }

    /// <summary>Takes who is in now.</summary>
    public void Hear(IReadOnlyList<(string Name, DateTimeOffset Until)> inUse)
    {
        var alarm =
            inUse.Count == 0
                ? null
                : new ShellAlarm(
                    $"Break-glass account in use",
                    $"{inUse[0].Name}, until {inUse[0].Until.UtcDateTime.ToString("HH:mm 'UTC'", CultureInfo.InvariantCulture)} at the "
                        + $"latest. Everything it does is in the audit log.",
                    $"Open Audit log",
                    "/audit?action=break-glass.used"
                );
        if (alarm != Interlocked.Exchange(ref _alarm, alarm))
        {
            Changed?.Invoke(this, EventArgs.Empty);
        }
    }
}

/// <summary>Looks every ten seconds whether such an account is in: on any node, no matter who let it in.</summary>
internal sealed partial class BreakGlassWatch(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    BreakGlassAlarm alarm,
    LogTip tip,
    TimeProvider clock,
    ILogger<BreakGlassWatch> logger
) : PeriodicJob(TimeSpan.FromSeconds(10), clock)
{
    public override async Task RunAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var now = Clock.GetLocalNow();
        var open = await db
            .Sessions.AsNoTracking()
            .Where(s => s.EndedAt == null && s.EndsAt > now && db.Users.Any(u => u.BreakGlass && u.Id == (int)(object)s.User))
            .OrderBy(s => s.EndsAt)
            .Take(10)
            .Select(s => new { s.User, s.EndsAt })
            .ToListAsync(ct);
        var ids = open.ConvertAll(o => o.User.Number);
        var names = await db.Users.AsNoTracking().Where(u => ids.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.PrintedName, ct);
        alarm.Hear([.. open.Select(o => (names.GetValueOrDefault(o.User.Number, o.User.ToString()), o.EndsAt!.Value))]);
    }

    protected override LogTip? Tip => tip;

    protected override Task<TimeSpan?> UntilDueAsync(CancellationToken ct) =>
        // Sessions begin with an entry; the alarm of one ends with its time, which the next look finds.
        Task.FromResult<TimeSpan?>(alarm.IsOn ? TimeSpan.Zero : null);

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(1312, LogLevel.Error, "It could not be determined whether a break-glass account is in use")]
    private partial void LogFailed(Exception e);
}
