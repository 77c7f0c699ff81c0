using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Portal.Components.Layout;

namespace Governance.Portal.Features.Incidents;

/// <summary>
/// A clock of the law that ends within three days, within one, within four hours, or has ended without a report is said on every page of those who respond. The words
/// change at these thresholds only, so that nobody is told every minute.
/// </summary>
internal sealed class ClockAlarm : IShellAlarm
{
    private ShellAlarm? _alarm;

    public event EventHandler? Changed;

    public ShellAlarm? For(string role) => Permission.WriteIncidents.GrantedTo.Contains(role, StringComparer.Ordinal) ? Volatile.Read(ref _alarm) : null;

    /// <summary>Takes what runs now, the clock due first at the top.</summary>
    public void Hear(IReadOnlyList<IncidentRow> running, SeriousIncidentLaw law, DateTimeOffset now)
    {
        var alarm = running.Count == 0 ? null : Of(running[0], law, now);
        if (alarm != Interlocked.Exchange(ref _alarm, alarm))
        {
            Changed?.Invoke(this, EventArgs.Empty);
        }
    }

    private static ShellAlarm? Of(IncidentRow row, SeriousIncidentLaw law, DateTimeOffset now)
    {
        var words = row.ClockState is ClockState.Missed ? "has ended and nothing was reported."
            : row.DueAt - now < TimeSpan.FromHours(4) ? "ends in less than 4 hours."
            : row.DueAt - now < TimeSpan.FromHours(24) ? "ends in less than 24 hours."
            : row.DueAt - now < TimeSpan.FromHours(72) ? "ends in less than 72 hours."
            : null;
        return words is null ? null : new(row.Id.ToString(), $"The {law.Clock(row.Clock!).LimitDays}-day clock of {law.Clock(row.Clock!).Reference} {words}", $"Open {row.Id}", $"/incidents/{row.Id}");
    }
}

/// <summary>Looks at the clocks once a minute, and whenever something about an incident changes.</summary>
internal sealed partial class ClockJob(ListIncidents list, IncidentLibrary library, ClockAlarm alarm, ChangeFeed feed, TimeProvider clock, ILogger<ClockJob> logger) : BackgroundService
{
    private static readonly TimeSpan s_every = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var changed = new SemaphoreSlim(0, 1);
        using var listening = feed.Subscribe([IncidentEvents.List], _ => Wake(changed));
        await using var minutes = clock.CreateTimer(_ => Wake(changed), null, s_every, s_every);
        while (!stoppingToken.IsCancellationRequested)
        {
            await changed.WaitAsync(stoppingToken);
            try
            {
                alarm.Hear(await list.ClocksAsync(stoppingToken), library.Law, clock.GetUtcNow());
            }
#pragma warning disable CA1031 // A database that is away for a moment must not end the job; the log says what it was.
            catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogFailed(e);
            }
        }
    }

    // However often it was asked meanwhile, it looks once.
    private static void Wake(SemaphoreSlim changed)
    {
        try
        {
            changed.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is about to look anyway.
        }
        catch (ObjectDisposedException)
        {
            // The portal is going down.
        }
    }

    [LoggerMessage(1711, LogLevel.Error, "Looking at the clocks of incidents failed; it looks again soon")]
    private partial void LogFailed(Exception e);
}
