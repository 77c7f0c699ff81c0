using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Domain.Risks;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>
/// Alerts that no monitor raises: a gate that blocks, and a version made from other data. Raised for models the register says something
/// about, so that who answers for those risks is told, and a risk that listens is re-scored.
/// </summary>
public static class RaiseRiskAlerts
{
    private static readonly Actor s_job = Actor.OfJob("risk-signals");

    /// <summary>A gate has judged a version: what blocks raises an alert, what no longer does ends it.</summary>
    /// <param name="context">The running action.</param>
    /// <param name="model">The model.</param>
    /// <param name="version">The version judged.</param>
    /// <param name="blocking">Policies and rules that block, such as <c>high-risk-models/PERF-01</c>. Rules about risks are left out: a
    /// risk must not raise itself.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task GateJudgedAsync(
        ActionContext context,
        string model,
        string version,
        IReadOnlyList<string> blocking,
        CancellationToken ct
    )
    {
        if (!await HasRisksAsync(context.Db, model, ct))
        {
            return;
        }

        var open = await OpenAsync(context.Db, model, AlertRule.PolicyViolation, ct);
        foreach (var over in open.Where(a => a.Version == version && !blocking.Contains(a.Field, StringComparer.Ordinal)))
        {
            over.Recover(context.Now);
            context.AppendAs(
                s_job,
                new AuditEvent("alert.resolved", over.Id.ToString(), new JsonObject { ["model"] = model, ["by"] = "gate" })
                {
                    Covers = [model],
                }
            );
        }

        foreach (var rule in blocking.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            await SeeAsync(context, open, model, version, AlertRule.PolicyViolation, rule, ct);
        }
    }

    /// <summary>A version is registered: data that differs from what the version before was made from raises an alert.</summary>
    public static async Task VersionRegisteredAsync(
        ActionContext context,
        ModelVersion version,
        IAlertsChanged rescore,
        CancellationToken ct
    )
    {
        var db = context.Db;
        if (
            !await HasRisksAsync(db, version.Model, ct)
            || await db
                .Versions.AsNoTracking()
                .Where(v => v.Model == version.Model && v.Number < version.Number)
                .OrderByDescending(v => v.Number)
                .FirstOrDefaultAsync(ct)
                is not { } earlier
        )
        {
            return;
        }

        var before = earlier.ReadManifest().Datasets.ToDictionary(d => (d.Role, d.Name), d => d.Sha256);
        var changed = version
            .ReadManifest()
            .Datasets.Where(d => !before.TryGetValue((d.Role, d.Name), out var sha256) || sha256 != d.Sha256)
            .Select(d => $"{d.Name} ({d.Role})")
            .ToList();
        if (changed.Count == 0)
        {
            return;
        }

        var open = await OpenAsync(db, version.Model, AlertRule.DataChange, ct);
        foreach (var field in changed.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            await SeeAsync(context, open, version.Model, version.Version, AlertRule.DataChange, field, ct);
        }

        await rescore.ChangedAsync(context, version.Model, ct);
    }

    /// <summary>
    /// The lineage of a model changed. The person who answers for it is told whether or not the register has a risk of it.
    /// </summary>
    public static Task LineageChangedAsync(
        ActionContext context,
        string model,
        string version,
        IReadOnlyCollection<string> changes,
        IAlertsChanged rescore,
        CancellationToken ct
    ) => SeeAllAsync(context, model, version, AlertRule.LineageChange, changes, rescore, ct);

    /// <summary>A job trained the model on data that no permit covered.</summary>
    public static Task TrainedWithoutPermitAsync(
        ActionContext context,
        string model,
        string version,
        string job,
        IAlertsChanged rescore,
        CancellationToken ct
    ) => SeeAllAsync(context, model, version, AlertRule.UnpermittedTraining, [job], rescore, ct);

    private static async Task SeeAllAsync(
        ActionContext context,
        string model,
        string version,
        AlertRule rule,
        IReadOnlyCollection<string> fields,
        IAlertsChanged rescore,
        CancellationToken ct
    )
    {
        var open = await OpenAsync(context.Db, model, rule, ct);
        foreach (var field in fields)
        {
            await SeeAsync(context, open, model, version, rule, field, ct);
        }

        await rescore.ChangedAsync(context, model, ct);
    }

    private static Task<bool> HasRisksAsync(GovernanceDbContext db, string model, CancellationToken ct) =>
        db.Risks.AnyAsync(r => r.Model == model && r.State == RiskState.Open, ct);

    private static Task<List<Alert>> OpenAsync(GovernanceDbContext db, string model, AlertRule rule, CancellationToken ct) =>
        db
            .Alerts.Where(a => a.Model == model && a.Rule == rule && a.Monitor == null && a.State != AlertState.Resolved)
            .WithPendingAsync(db, a => a.Model == model && a.Rule == rule && a.Monitor is null && a.State is not AlertState.Resolved, ct);

    private static async Task SeeAsync(
        ActionContext context,
        List<Alert> open,
        string model,
        string version,
        AlertRule rule,
        string field,
        CancellationToken ct
    )
    {
        var alert = open.Find(a => a.Field == field && a.Version == version);
        if (alert is not null)
        {
            return; // it says so already
        }

        var owner = await context.Db.Models.Where(m => m.Name == model).Select(m => m.Owner).SingleAsync(ct);
        alert = new Alert
        {
            Id = await context.Db.NextIdAsync<AlertId>(ct),
            Model = model,
            Rule = rule,
            Field = field,
            Owner = owner,
            RaisedAt = context.Now,
            BeganAt = context.Now,
        };
        alert.See(version, 1, context.Now);
        context.Db.Alerts.Add(alert);
        context.AppendAs(
            s_job,
            new AuditEvent(
                "alert.raised",
                alert.Id.ToString(),
                new JsonObject
                {
                    ["model"] = model,
                    ["version"] = version,
                    ["rule"] = WireName.Of(rule),
                    ["field"] = field,
                    ["count"] = 1,
                }
            )
            {
                Covers = [model],
            }
        );
    }
}
