using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Retirements;

/// <summary>
/// A version that decides although its traffic was stopped for good raises an alert of its model, once, and is counted from then on.
/// </summary>
internal sealed class RaiseTrafficAlerts(IAlertsChanged rescore) : IDecisionsStored
{
    /// <inheritdoc/>
    public async Task StoredAsync(ActionContext context, IReadOnlyList<DecidedVersion> versions, CancellationToken ct)
    {
        var models = versions.Select(v => v.Model).Distinct(StringComparer.Ordinal).ToList();
        var stopped = await context
            .Db.RetirementVersions.AsNoTracking()
            .Where(v => models.Contains(v.Model) && v.StoppedAt != null)
            .Select(v => new
            {
                v.Retirement,
                v.Model,
                v.Version,
                v.StoppedAt,
            })
            .ToListAsync(ct);
        foreach (var (model, version, newest, after) in versions)
        {
            if (stopped.Find(s => s.Model == model && s.Version == version && s.StoppedAt < newest) is not { StoppedAt: { } since } found)
            {
                continue;
            }

            var alert = await context.Db.Alerts.FirstOrDefaultAsync(
                a => a.Model == model && a.Rule == AlertRule.RetiredTraffic && a.Field == version && a.State != AlertState.Resolved,
                ct
            );
            var isNew = alert is null;
            if (alert is null)
            {
                var owner = await context.Db.Models.Where(m => m.Name == model).Select(m => m.Owner).SingleAsync(ct);
                alert = new Alert
                {
                    Id = await context.Db.NextIdAsync<AlertId>(ct),
                    Model = model,
                    Rule = AlertRule.RetiredTraffic,
                    Field = version,
                    Owner = owner,
                    RaisedAt = context.Now,
                    BeganAt = context.Now,
                };
                context.Db.Alerts.Add(alert);
            }

            alert.See(version, after(since), context.Now);
            context.AppendAs(
                RetirementEvents.Job,
                new AuditEvent(
                    isNew ? "alert.raised" : "alert.repeated",
                    alert.Id.ToString(),
                    new JsonObject
                    {
                        ["model"] = model,
                        ["version"] = version,
                        ["rule"] = WireName.Of(AlertRule.RetiredTraffic),
                        ["field"] = version,
                        ["count"] = alert.Count,
                        ["retirement"] = found.Retirement.ToString(),
                    }
                )
                {
                    Covers = [model, ModelName.Of(model, version), found.Retirement.ToString(), RetirementEvents.List],
                }
            );
            if (isNew)
            {
                // What waits for signatures names the band of alerts: it is evaluated with the new one, and not at the next signature.
                await rescore.ChangedAsync(context, model, ct);
            }
        }
    }
}
