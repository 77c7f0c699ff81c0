using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring.Alerts;

/// <summary>Alerts that were raised and that are over.</summary>
internal sealed class AlertTimeline : ITimelineSource
{
    // Postures and requests have events of their own.
    private static readonly AlertRule[] s_toldElsewhere = [AlertRule.OutOfPolicy, AlertRule.PolicyViolation];

    public Permission Reads => Permission.ReadMonitoring;

    public async Task<IReadOnlyList<TimelineEvent>> EventsAsync(GovernanceDbContext db, TimelineQuestion question, CancellationToken ct)
    {
        var model = question.Model;
        var alerts = await db
            .Alerts.AsNoTracking()
            .Where(a => a.Model == model && !s_toldElsewhere.Contains(a.Rule))
            .OrderByDescending(a => a.Id)
            .Take(question.Most)
            .ToListAsync(ct);
        return [.. alerts.SelectMany(Of)];
    }

    private static IEnumerable<TimelineEvent> Of(Alert alert)
    {
        var link = new TextLink(
            alert.Id.ToString(),
            new MonitorAddress(alert.Model, Tab: "alerts", Show: alert.State is AlertState.Resolved ? "over" : null).Href
        );
        yield return new(
            alert.RaisedAt,
            "notifications_active",
            alert.Level is DriftLevel.Alert ? Tone.Fail : Tone.Warn,
            $"{link} was raised: {new TextWord(AlertText.Of(alert.Rule))}, {AlertFields.Whole(alert.Rule, alert.Field)}",
            alert.Id.ToString()
        );
        if (alert.ResolvedAt is { } over)
        {
            yield return new(over, "notifications_off", Tone.Pass, $"{link} was resolved", alert.Id.ToString());
        }
    }
}
