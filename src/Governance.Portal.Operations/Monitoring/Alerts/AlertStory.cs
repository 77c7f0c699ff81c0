using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
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
        // All that drifts of a model is one sentence, whatever weighs how much: what drove it is one list.
        var groups = alerts
            .GroupBy(a => (a.Model, a.Rule, Level: a.Rule is AlertRule.Drift ? DriftLevel.Alert : a.Level))
            .Select(g => (g.Key.Rule, Alerts: (IReadOnlyList<Alert>)[.. g]))
            .ToList();
        var drifting = await DriftReasons.OfAsync(
            db,
            [.. groups.Where(g => g.Rule is AlertRule.Drift).Select(g => (g.Alerts[0].Model, g.Alerts[0].Version))],
            ct
        );
        return
        [
            .. groups.Select(g =>
            {
                var (name, first) = (names[g.Alerts[0].Model], g.Alerts[0]);
                List<Reason> reasons = g.Rule is AlertRule.Drift ? [.. drifting[(first.Model, first.Version)]] : [];
                return reasons.Count > 0 ? OfDrift(name, reasons, g.Alerts) : Of(name, g.Rule, g.Alerts);
            }),
        ];
    }

    // What drove it is what the page of the monitor says: the columns that drift in the newest window, and not those of the alerts alone.
    private static StorySentence OfDrift(string name, List<Reason> reasons, IReadOnlyList<Alert> alerts)
    {
        var told = reasons.Take(MostFields).ToList();
        var since = told.Min(r => r.Since);
        var model = new TextLink(name, new MonitorAddress(alerts[0].Model, alerts[0].Version).Href);
        var named = string.Join(", ", told.Select(r => AlertFields.Whole(AlertRule.Drift, r.Cause)));
        FormattableString text =
            told.Count == reasons.Count
                ? (FormattableString)$"{model} has been drifting on {named} in data since {since}"
                : $"{model} has been drifting on {named} and other features in data since {since}";
        return Of(alerts, text, since);
    }

    private static StorySentence Of(IReadOnlyList<Alert> alerts, FormattableString text, DateTimeOffset since) =>
        new(alerts.Any(a => a.Level is DriftLevel.Alert) ? StorySeverity.Warning : StorySeverity.Notice, text, since)
        {
            Subjects = [.. alerts.Select(a => a.Id.ToString())],
            Topic = alerts[0].Model,
        };

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
        FormattableString text = (all, inData) switch
        {
            (true, true) when fields.Count > 1 => $"{model} has open alerts ({word}) on {named}, found in data since {since}",
            (true, true) => $"{model} has an open alert ({word}) on {named}, found in data since {since}",
            (false, true) => $"{model} has open alerts ({word}) on {named}, among others, found in data since {since}",
            (true, false) when fields.Count > 1 => $"{model} has had open alerts ({word}) on {named} since {since}",
            (true, false) => $"{model} has had an open alert ({word}) on {named} since {since}",
            (false, false) => $"{model} has had open alerts ({word}) on {named}, among others, since {since}",
        };
        return Of(alerts, text, since);
    }
}
