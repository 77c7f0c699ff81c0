using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Monitoring;
using Governance.Domain.Risks;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Risks;

/// <summary>
/// Re-scores the risks of a model from its open alerts, in the transaction that raised, changed or ended one. A score that changes makes a
/// new revision with its reason. The model's live promotions are re-evaluated: gates and bundles read risks and alerts.
/// </summary>
public sealed class RescoreRisks(IFactsChanged factsChanged) : IAlertsChanged
{
    /// <inheritdoc/>
    public Task PrepareAsync(string model, CancellationToken ct) => factsChanged.PrepareAsync(model, version: null, ct);

    /// <inheritdoc/>
    public async Task<int> ChangedAsync(ActionContext context, string model, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        var changed = await RescoreAsync(context, model, ct);
        // Asked first, for batches of decisions come often and the model's lock makes them wait for one another.
        if (
            changed == 0
            && await context.Db.Promotions.AnyAsync(
                p => p.Model == model && (p.State == PromotionState.Open || p.State == PromotionState.Approved),
                ct
            )
        )
        {
            await factsChanged.ChangedAsync(context, model, version: null, ct);
        }

        return changed;
    }

    /// <summary>Re-scores alone: where no alert has changed since the promotions were evaluated.</summary>
    internal async Task<int> RescoreAsync(ActionContext context, string model, CancellationToken ct)
    {
        var db = context.Db;
        if (!await Listening(db, model).AnyAsync(ct))
        {
            return 0;
        }

        // The model's lock first, as in everything that re-evaluates promotions: two that raise alerts at once score one after the other.
        await db.LockModelAsync(model, ct);
        var risks = await Listening(db, model).OrderBy(r => r.Id).ToListAsync(ct);
        var alerts = await AlertsAsync(db, model, ct);
        var changed = risks.Count(risk => Apply(context, risk, alerts));

        if (changed > 0)
        {
            await factsChanged.ChangedAsync(context, model, version: null, ct);
        }

        return changed;
    }

    /// <summary>
    /// Applies the alerts of its model to one risk: when a signal is bound, or it is opened again. The caller re-evaluates promotions.
    /// </summary>
    internal static async Task ApplyAsync(ActionContext context, Risk risk, CancellationToken ct)
    {
        if (risk is { Model: { } model, Signal: not null })
        {
            Apply(context, risk, await AlertsAsync(context.Db, model, ct));
        }
    }

    private static Task<List<Alert>> AlertsAsync(GovernanceDbContext db, string model, CancellationToken ct) =>
        db
            .Alerts.Where(a => a.Model == model && a.State != AlertState.Resolved)
            .WithPendingAsync(db, a => a.Model == model && a.State is not AlertState.Resolved, ct);

    private static bool Apply(ActionContext context, Risk risk, List<Alert> alerts)
    {
        var worst = alerts.Where(risk.Signal!.Matches).OrderByDescending(a => a.Level).ThenBy(a => a.Id.Number).FirstOrDefault();
        var reading = worst is null ? new SignalReading(DriftLevel.Ok, null, "") : new SignalReading(worst.Level, worst.Id, Words(worst));
        if (risk.ApplySignal(reading, context.Now) is not { } why)
        {
            return false;
        }

        RiskEvents.Changed(
            context,
            risk,
            new AuditEvent("risk.rescored", risk.Id.ToString(), RiskEvents.OfSignal(risk)),
            why,
            automatic: true
        );
        return true;
    }

    private static IQueryable<Risk> Listening(GovernanceDbContext db, string model) =>
        db.Risks.Where(r => r.Model == model && r.State == RiskState.Open && (r.SignalMonitor != null || r.SignalRule != null));

    private static string Words(Alert alert) =>
        AlertText.Value(alert.Rule, alert.Field, alert.Value) is { } value
            ? alert.Rule is AlertRule.Drift
                ? $"drift of {alert.Field}, measured as {value}"
                : $"{AlertText.Of(alert.Rule).ToLowerInvariant()}: {alert.Field}, measured as {value}"
            : $"{AlertText.Of(alert.Rule).ToLowerInvariant()}, concerning {alert.Field}";
}
