using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Policies;
using Governance.Portal.Kernel.Contracts;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Postures;

/// <summary>
/// Keeps one alert for each rule that a version in production has failed for longer than its policy allows. One that a person said is over
/// is not raised again before the rule was met in between.
/// </summary>
internal static class PostureAlerts
{
    /// <summary>True when a time is over and no alert says so.</summary>
    public static async Task<bool> AreDueAsync(GovernanceDbContext db, Posture posture, DateTimeOffset now, CancellationToken ct)
    {
        var overdue = posture.Findings.Where(f => f.IsOverdue(now)).ToList();
        if (overdue.Count == 0)
        {
            return false;
        }

        var known = await AlertsAsync(db.Alerts.AsNoTracking(), posture.Model, ct);
        return overdue.Exists(f => !known.Exists(a => IsOf(a, posture.Version, f)));
    }

    /// <summary>Raises and ends alerts of a model.</summary>
    /// <param name="context">The running action; it holds the model's lock.</param>
    /// <param name="model">The model.</param>
    /// <param name="current">How its deployments stand now.</param>
    /// <param name="rescore">Told of alerts that changed.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task FollowAsync(
        ActionContext context,
        Model model,
        IReadOnlyList<Posture> current,
        IAlertsChanged rescore,
        CancellationToken ct
    )
    {
        var known = await AlertsAsync(context.Db.Alerts, model.Name, ct);
        var overdue = current
            .SelectMany(p => p.Findings.Where(f => f.IsOverdue(context.Now)).Select(f => (p.Version, Finding: f)))
            .DistinctBy(f => (f.Version, f.Finding.Name))
            .ToList();
        var over = known.Where(a => a.State is not AlertState.Resolved && !overdue.Exists(f => IsOf(a, f.Version, f.Finding))).ToList();
        var late = overdue.Where(f => !known.Exists(a => IsOf(a, f.Version, f.Finding))).ToList();
        foreach (var alert in over)
        {
            End(context, alert);
        }

        foreach (var (version, finding) in late)
        {
            await RaiseAsync(context, model, version, finding, ct);
        }

        if (over.Count + late.Count > 0)
        {
            await rescore.ChangedAsync(context, model.Name, ct);
        }
    }

    // Of the same rule, and of this failure of it.
    private static bool IsOf(Alert alert, string version, PostureFinding finding) =>
        alert.Version == version && alert.Field == finding.Name && alert.RaisedAt >= finding.Since;

    private static Task<List<Alert>> AlertsAsync(IQueryable<Alert> alerts, string model, CancellationToken ct) =>
        alerts
            .Where(a => a.Model == model && a.Rule == AlertRule.OutOfPolicy && (a.State != AlertState.Resolved || a.ResolvedBy != null))
            .OrderByDescending(a => a.Id)
            .Take(MaxKnown)
            .ToListAsync(ct);

    private const int MaxKnown = 1_000;

    private static void End(ActionContext context, Alert alert)
    {
        alert.Recover(context.Now);
        context.AppendAs(
            PostureEvents.Job,
            new AuditEvent("alert.resolved", alert.Id.ToString(), new JsonObject { ["model"] = alert.Model, ["by"] = "posture" })
            {
                Covers = [alert.Model],
            }
        );
    }

    private static async Task RaiseAsync(ActionContext context, Model model, string version, PostureFinding finding, CancellationToken ct)
    {
        var alert = new Alert
        {
            Id = await context.Db.NextIdAsync<AlertId>(ct),
            Model = model.Name,
            Rule = AlertRule.OutOfPolicy,
            Field = finding.Name,
            Owner = model.Owner,
            BeganAt = finding.Since,
            RaisedAt = context.Now,
        };
        var isGrave = finding.Severity == RuleSeverity.Critical.ToWireName() || finding.Severity == RuleSeverity.High.ToWireName();
        alert.SeeWindow(version, null, isGrave ? DriftLevel.Alert : DriftLevel.Warning, context.Now, context.Now);
        context.Db.Alerts.Add(alert);
        context.AppendAs(
            PostureEvents.Job,
            new AuditEvent(
                "alert.raised",
                alert.Id.ToString(),
                new JsonObject
                {
                    ["model"] = model.Name,
                    ["version"] = version,
                    ["rule"] = WireName.Of(AlertRule.OutOfPolicy),
                    ["field"] = alert.Field,
                    ["began"] = CanonicalJson.Time(alert.BeganAt),
                    ["count"] = 1,
                    ["owner"] = alert.Owner?.ToString(),
                }
            )
            {
                Covers = [model.Name],
            }
        );
    }
}
