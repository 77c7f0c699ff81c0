using Governance.Data;
using Governance.Data.Approvals;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Domain.Risks;
using Governance.Policies;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring.Alerts;

/// <summary>
/// Who may end an alert that a rule in force reads. It ends with the data, or by the second line: not by the word of those whom it judges,
/// and never by a key. The same holds for the limits of the monitor that raised it.
/// </summary>
public sealed class AlertJudges(IPoliciesInForce inForce)
{
    /// <summary>Why this act may not end the alert; null when it may.</summary>
    public async Task<Refusal?> RefusesAsync(ActionContext context, Alert alert, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(alert);
        return await MayAsync(context.Db, context.Access, alert, context.Now, ct) ? null : MonitoringRefusals.AlertDecidesGate;
    }

    /// <summary>Why this act may not change what an open alert of the monitor rests on; null when it may.</summary>
    public async Task<Refusal?> RefusesAsync(ActionContext context, ModelMonitor monitor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(monitor);
        // A rhythm that is changed ends the silence about late data, whose alert no monitor raised.
        var alerts = await context
            .Db.Alerts.Where(a =>
                a.Model == monitor.Model
                && a.State != AlertState.Resolved
                && (a.Monitor == monitor.Id || (a.Monitor == null && a.Rule == AlertRule.LateData))
            )
            .ToListAsync(ct);
        foreach (var alert in alerts)
        {
            if (!await MayAsync(context.Db, context.Access, alert, context.Now, ct))
            {
                return MonitoringRefusals.MonitorDecidesGate;
            }
        }

        return null;
    }

    /// <summary>Of some alerts those that this person may not end; for a page that says so before they try.</summary>
    public async Task<IReadOnlySet<AlertId>> HeldAsync(
        GovernanceDbContext db,
        Access access,
        IReadOnlyList<Alert> alerts,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(alerts);
        var held = new HashSet<AlertId>();
        foreach (var alert in alerts.Where(a => a.State is not AlertState.Resolved))
        {
            if (!await MayAsync(db, access, alert, now, ct))
            {
                held.Add(alert.Id);
            }
        }

        return held;
    }

    private async Task<bool> MayAsync(GovernanceDbContext db, Access access, Alert alert, DateTimeOffset now, CancellationToken ct)
    {
        var model = await db.Models.AsNoTracking().SingleAsync(m => m.Name == alert.Model, ct);
        return !await IsReadAsync(db, model, alert, ct) || await IsIndependentAsync(db, access, model, alert.Version, now, ct);
    }

    /// <summary>Whether a rule in force reads the alert: then only what was measured ends it, or the second line.</summary>
    public async Task<bool> IsReadAsync(GovernanceDbContext db, Alert alert, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(alert);
        return await IsReadAsync(db, await db.Models.AsNoTracking().SingleAsync(m => m.Name == alert.Model, ct), alert, ct);
    }

    /// <summary>
    /// Whether a rule in force reads the risks of a model, one of which this alert has raised while it is open, and the act is by no one
    /// who may end it.
    /// </summary>
    public async Task<bool> HoldsRiskAsync(ActionContext context, string name, AlertId id, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        var model = await context.Db.Models.AsNoTracking().SingleAsync(m => m.Name == name, ct);
        return await context.Db.Alerts.SingleOrDefaultAsync(a => a.Id == id && a.State != AlertState.Resolved, ct) is { } alert
            && (await inForce.ReadAsync(context.Db, ct)).Any(p =>
                p.Mode is not PolicyMode.DryRun
                && p.AppliesTo.Chooses(model.Name, model.Tags)
                && p.Rules.Any(r => r.Type == "risk_appetite")
            )
            && context.Access.Actor.Kind is not (ActorKind.System or ActorKind.Host)
            && !await IsIndependentAsync(context.Db, context.Access, model, alert.Version, context.Now, ct);
    }

    /// <summary>
    /// Whether a risk of this score shuts the gate of one of these models, by the limit of a rule in force or by the appetite that was
    /// signed for its systems, and the act is by no one who may make less of it.
    /// </summary>
    public async Task<bool> HoldsScoreAsync(ActionContext context, IReadOnlyList<string> names, int? score, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (names.Count == 0 || context.Access.Actor.Kind is ActorKind.System or ActorKind.Host)
        {
            return false;
        }

        var rules = (await inForce.ReadAsync(context.Db, ct))
            .Where(p => p.Mode is not PolicyMode.DryRun)
            .SelectMany(p =>
                p.Rules.Where(r => r.Type == "risk_appetite").Select(r => (Policy: p, Most: r.Parameters.Integer("maxResidual")))
            )
            .ToList();
        if (rules.Count == 0)
        {
            return false;
        }

        foreach (var model in await context.Db.Models.Where(m => names.Contains(m.Name)).OrderBy(m => m.Name).ToListAsync(ct))
        {
            var judging = rules.Where(r => r.Policy.AppliesTo.Chooses(model.Name, model.Tags)).ToList();
            if (judging.Count == 0)
            {
                continue;
            }

            var signed = await SignedTargets.OfModelAsync(context.Db, model, ct);
            var limits = judging.Select(r => r.Most).Concat(signed.Select(t => (int?)t.Appetite));
            if (limits.Any(limit => score > limit) && !await SystemRules.IsIndependentAsync(context, model, Permission.ValidateModels, ct))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Notes that less is made of a risk, for the models whose gates read it.</summary>
    public async Task NoteLessAsync(ActionContext context, IEnumerable<string> models, string risk, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        var names = models.ToList();
        var policies = (await inForce.ReadAsync(context.Db, ct))
            .Where(p => p.Mode is not PolicyMode.DryRun && p.Rules.Any(r => r.Type == "risk_appetite"))
            .ToList();
        var judged = await context.Db.Models.AsNoTracking().IgnoreQueryFilters().Where(m => names.Contains(m.Name)).ToListAsync(ct);
        foreach (
            var model in judged
                .Where(m => policies.Exists(p => p.AppliesTo.Chooses(m.Name, m.Tags)))
                .OrderBy(m => m.Name, StringComparer.Ordinal)
        )
        {
            LoosenedGates.Note(context, model.Name, risk);
        }
    }

    /// <summary>
    /// Why this act may not let a monitor raise less; null when it may. Of a model in use or about to be, whose gates read alerts: what a
    /// monitor that was switched off beforehand does not raise, no one has to end.
    /// </summary>
    public async Task<Refusal?> RefusesLessAsync(ActionContext context, ModelMonitor monitor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(monitor);
        var model = await context.Db.Models.AsNoTracking().SingleAsync(m => m.Name == monitor.Model, ct);
        var isRead =
            (
                await context.Db.Deployments.AnyAsync(d => d.Model == model.Name && d.Until == null, ct)
                || await context.Db.Promotions.AnyAsync(
                    p => p.Model == model.Name && (p.State == PromotionState.Open || p.State == PromotionState.Approved),
                    ct
                )
            )
            && (await inForce.ReadAsync(context.Db, ct)).Any(p =>
                p.Mode is not PolicyMode.DryRun
                && p.AppliesTo.Chooses(model.Name, model.Tags)
                && p.Rules.Any(r => r.Type is "no_open_alerts" or "monitoring_required")
            );
        if (!isRead || context.Access.Actor.Kind is ActorKind.System or ActorKind.Host)
        {
            return null;
        }

        if (!await SystemRules.IsIndependentAsync(context, model, Permission.ValidateModels, ct))
        {
            return MonitoringRefusals.MonitorIsRead;
        }

        LoosenedGates.Note(context, model.Name, monitor.Id.ToString());
        return null;
    }

    private async Task<bool> IsReadAsync(GovernanceDbContext db, Model model, Alert alert, CancellationToken ct)
    {
        // A policy that is tried out decides nothing.
        var policies = (await inForce.ReadAsync(db, ct))
            .Where(p => p.Mode is not PolicyMode.DryRun && p.AppliesTo.Chooses(model.Name, model.Tags))
            .ToList();
        if (
            policies.Exists(p => p.Rules.Any(r => r.Type == "no_open_alerts" && Reads(r, alert))) && MonitoringFacts.IsRead(alert, policies)
        )
        {
            return true;
        }

        // A risk that follows the alert is scored by it, and rules on risks read the score.
        return policies.Exists(p => p.Rules.Any(r => r.Type == "risk_appetite"))
            && (
                await db
                    .Risks.AsNoTracking()
                    .Where(r => r.Model == alert.Model && r.State == RiskState.Open && (r.SignalMonitor != null || r.SignalRule != null))
                    .ToListAsync(ct)
            ).Exists(r => r.Signal!.Matches(alert));
    }

    private static bool Reads(PolicyRule rule, Alert alert)
    {
        var kinds = rule.Parameters.List("monitors");
        return (rule.Parameters.Text("severity") is not "alert" || alert.Level is DriftLevel.Alert)
            && (
                kinds.Count == 0
                    ? AlertKinds.UseOf(alert.Rule) is AlertUse.Counts
                    : kinds.Contains(WireName.Of(alert.Rule), StringComparer.Ordinal)
            );
    }

    // Someone of the second line, signed in, who neither answers for the model nor made or requested the version.
    private static async Task<bool> IsIndependentAsync(
        GovernanceDbContext db,
        Access access,
        Model model,
        string version,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (
            access.Person is not { } person
            || access.Role is not { } role
            || !Permission.ValidateModels.GrantedTo.Contains(role, StringComparer.Ordinal)
            || model.IsAnsweredForBy(person)
        )
        {
            return false;
        }

        var registered = await db
            .Versions.IgnoreQueryFilters()
            .SingleOrDefaultAsync(v => v.Model == model.Name && v.Version == version, ct);
        List<UserId> makers =
        [
            .. registered is null ? [] : await AccessReader.PeopleBehindAsync(db, registered.RegisteredBy, ct),
            .. registered?.ArtifactStoredBy is { } stored ? await AccessReader.PeopleBehindAsync(db, stored, ct) : [],
            .. (
                await db
                    .Promotions.IgnoreQueryFilters()
                    .AsNoTracking()
                    .Where(p => p.Model == model.Name && p.Version == version)
                    .ToListAsync(ct)
            ).SelectMany(p => p.Requesters),
            .. model.Owner is { } owner ? [owner] : Array.Empty<UserId>(),
        ];
        var apart = await SeparationReader.LoadAsync(db, [], [person, .. makers], now, ct);
        return !makers.Exists(m => apart.AreSamePerson(person, m, model.Name));
    }
}
