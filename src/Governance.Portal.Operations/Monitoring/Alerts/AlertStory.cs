using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring.Alerts;

/// <summary>Which models in production drift, or do worse in another way, by the alerts that are open and not silenced.</summary>
internal sealed class AlertStory : IStorySource
{
    // Enough for the gravest of each model; the page has the rest.
    private const int Most = 200;
    private const int MostFields = 3;

    // What is said of postures and of requests says these.
    private static readonly AlertRule[] s_toldElsewhere = [AlertRule.OutOfPolicy, AlertRule.PolicyViolation];

    public string Watches => "alerts of models in production";

    public Permission Reads => Permission.ReadMonitoring;

    public async Task<IReadOnlyList<StorySentence>> TellAsync(GovernanceDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        AlertState[] open = [AlertState.Open, AlertState.Acknowledged];
        var alerts = await db
            .Alerts.AsNoTracking()
            .Where(a =>
                open.Contains(a.State)
                && !s_toldElsewhere.Contains(a.Rule)
                && (a.SilencedUntil == null || a.SilencedUntil <= now)
                && db.Deployments.Any(d => d.Model == a.Model && d.Version == a.Version && d.Stage == Stage.Production && d.Until == null)
            )
            .OrderByDescending(a => a.Level == DriftLevel.Alert)
            .ThenBy(a => a.Id)
            .Take(Most)
            .ToListAsync(ct);
        if (alerts.Count == 0)
        {
            return [];
        }

        var models = alerts.Select(a => a.Model).Distinct().ToList();
        var names = await db
            .Models.AsNoTracking()
            .Where(m => models.Contains(m.Name))
            .ToDictionaryAsync(m => m.Name, m => m.DisplayName, ct);
        return [.. alerts.GroupBy(a => (a.Model, a.Rule, a.Level)).Select(g => Of(names[g.Key.Model], g.Key.Rule, [.. g]))];
    }

    private static StorySentence Of(string name, AlertRule rule, IReadOnlyList<Alert> alerts)
    {
        var fields = alerts
            .OrderByDescending(a => a.Value)
            .ThenBy(a => a.Id)
            .Select(a => a.Field)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        var told = fields.Take(MostFields).ToList();
        // The earliest of those that are named: its day is the one the page shows. That of a monitor is when the data begins in which it
        // was found; the alert itself was raised later, and figures over time count it from then on.
        var (since, inData) = alerts
            .Where(a => told.Contains(a.Field))
            .Select(a => (Since: a.Monitor is null ? a.RaisedAt : a.BeganAt, InData: a.Monitor is not null))
            .MinBy(a => a.Since);
        var (model, named) = (
            new TextLink(name, new MonitorAddress(alerts[0].Model, Tab: "alerts").Href),
            string.Join(", ", told.Select(f => AlertFields.Whole(rule, f)))
        );
        var all = told.Count == fields.Count;
        var word = new TextWord(AlertText.Of(rule));
        FormattableString text = (rule, all, inData) switch
        {
            (AlertRule.Drift, true, _) => $"{model} has been drifting on {named} in data since {since}",
            (AlertRule.Drift, false, _) => $"{model} has been drifting on {named} and other features in data since {since}",
            (_, true, true) when fields.Count > 1 => $"{model} has open alerts ({word}) on {named}, found in data since {since}",
            (_, true, true) => $"{model} has an open alert ({word}) on {named}, found in data since {since}",
            (_, false, true) => $"{model} has open alerts ({word}) on {named}, among others, found in data since {since}",
            (_, true, false) when fields.Count > 1 => $"{model} has had open alerts ({word}) on {named} since {since}",
            (_, true, false) => $"{model} has had an open alert ({word}) on {named} since {since}",
            (_, false, false) => $"{model} has had open alerts ({word}) on {named}, among others, since {since}",
        };
        return new(alerts[0].Level is DriftLevel.Alert ? StorySeverity.Warning : StorySeverity.Notice, text, since)
        {
            Subjects = [.. alerts.Select(a => a.Id.ToString())],
            Topic = alerts[0].Model,
        };
    }
}
