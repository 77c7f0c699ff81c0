using Governance.Data;
using Governance.Data.DataScopes;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Jobs;
using Governance.Portal.Kernel.Reference;

namespace Governance.Portal.Operations.Incidents;

/// <summary>
/// A clock of the law that ends within three days, within one, within four hours, or has ended without a report is said on every page of
/// those who answer for it (<see cref="IncidentResponders"/>). The words change at these thresholds only, so that no one is told every
/// minute.
/// </summary>
internal sealed class ClockAlarm(IDataScopeAccessor? readers = null) : IShellAlarm
{
    private Running[] _running = [];

    public event EventHandler? Changed;

    public ShellAlarm? For(AlarmReader reader)
    {
        // Someone whose role is limited hears of the first clock they can do something about; what is assigned to a person comes first.
        var dataScope = readers?.Current;
        return Volatile
            .Read(ref _running)
            .Where(r => dataScope is null || dataScope.Incidents.Contains(r.Incident))
            .Where(r => IncidentResponders.Includes(r.Lead, reader.User, reader.Role))
            .OrderByDescending(r => IncidentResponders.IsAssigned(r.Lead, reader.User, reader.Role))
            .FirstOrDefault()
            ?.Alarm;
    }

    /// <summary>Takes what runs now, the clock due first at the top.</summary>
    public void Hear(IReadOnlyList<IncidentRow> running, SeriousIncidentLaw law, DateTimeOffset now)
    {
        Running[] heard =
        [
            .. running.Select(row => Of(row, law, now) is { } alarm ? new Running(row.Id, row.Lead, alarm) : null).OfType<Running>(),
        ];
        if (!heard.SequenceEqual(Interlocked.Exchange(ref _running, heard)))
        {
            Changed?.Invoke(this, EventArgs.Empty);
        }
    }

    private static ShellAlarm? Of(IncidentRow row, SeriousIncidentLaw law, DateTimeOffset now)
    {
        var words = Words(row, Sentence.Ours(law.Clock(row.Clock!).Reference), now);
        return words is null
            ? null
            : new(Sentence.Verbatim(row.Id.ToString()), words, $"Open {row.Id}", $"/incidents/{row.Id}")
            {
                At = row.DueAt,
                Key = $"{row.Id} {row.DueAt:O} {words}",
            };
    }

    private static Sentence? Words(IncidentRow row, Sentence reference, DateTimeOffset now)
    {
        if (row.ClockState is ClockState.Missed)
        {
            return $"The report under {reference} is missing. It was due:";
        }

        var left = row.DueAt - now;
        if (left < TimeSpan.FromHours(4))
        {
            return $"The report under {reference} is due in less than 4 hours:";
        }

        if (left < TimeSpan.FromHours(24))
        {
            return $"The report under {reference} is due in less than 24 hours:";
        }

        if (left < TimeSpan.FromHours(72))
        {
            return $"The report under {reference} is due:";
        }

        return null;
    }

    private sealed record Running(IncidentId Incident, UserId? Lead, ShellAlarm Alarm);
}

/// <summary>Looks at the clocks once a minute, and whenever something about an incident changes.</summary>
internal sealed partial class ClockJob(
    ListIncidents list,
    IncidentLibrary library,
    ClockAlarm alarm,
    ChangeFeed feed,
    TimeProvider clock,
    ILogger<ClockJob> logger
) : PeriodicJob(TimeSpan.FromMinutes(1), clock)
{
    public override async Task RunAsync(CancellationToken ct) => alarm.Hear(await list.ClocksAsync(ct), library.Law, Clock.GetLocalNow());

    protected override IDisposable Listen() => feed.Subscribe([IncidentEvents.List], _ => Wake());

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(1711, LogLevel.Error, "Checking the deadlines of incidents failed; the next check follows soon")]
    private partial void LogFailed(Exception e);
}
