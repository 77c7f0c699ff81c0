using Governance.Data;
using Governance.Data.Reaches;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Portal.Components.Layout;

namespace Governance.Portal.Features.Incidents;

/// <summary>
/// A clock of the law that ends within three days, within one, within four hours, or has ended without a report is said on every page of those who respond. The words
/// change at these thresholds only, so that nobody is told every minute.
/// </summary>
internal sealed class ClockAlarm(IReaderReach? readers = null) : IShellAlarm
{
    private Running[] _running = [];

    public event EventHandler? Changed;

    public ShellAlarm? For(string role)
    {
        if (!Permission.WriteIncidents.GrantedTo.Contains(role, StringComparer.Ordinal))
        {
            return null;
        }

        // Somebody whose role is limited hears of the first clock they can do something about.
        var running = Volatile.Read(ref _running);
        return (readers?.Current is { } reach ? Array.Find(running, r => reach.Incidents.Contains(r.Incident)) : running.FirstOrDefault())?.Alarm;
    }

    /// <summary>Takes what runs now, the clock due first at the top.</summary>
    public void Hear(IReadOnlyList<IncidentRow> running, SeriousIncidentLaw law, DateTimeOffset now)
    {
        Running[] heard = [.. running.Select(row => Of(row, law, now) is { } alarm ? new Running(row.Id, alarm) : null).OfType<Running>()];
        if (!heard.SequenceEqual(Interlocked.Exchange(ref _running, heard)))
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

    private sealed record Running(IncidentId Incident, ShellAlarm Alarm);
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
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
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
