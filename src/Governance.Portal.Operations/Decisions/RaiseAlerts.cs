using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Monitoring;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Operations.Decisions.Intake;

namespace Governance.Portal.Operations.Decisions;

/// <summary>
/// Raises what the live checks found, in the transaction of the batch: one alert per version, rule and field, counted from then on. What is
/// logged of another version takes no alert away from the one it is about.
/// </summary>
internal sealed class RaiseAlerts(IAlertsChanged rescore)
{
    private static readonly Actor s_checks = Actor.OfJob("decision-checks");

    /// <summary>Raises or counts.</summary>
    public async Task RaiseAsync(ActionContext context, IReadOnlyList<IntakeItem> items, CancellationToken ct)
    {
        var found = items
            .Where(i => i.Findings is not null)
            .SelectMany(i => i.Findings!.Distinct().Select(f => (i.Source.Model, i.Source.Version, f.Rule, f.Field)))
            .GroupBy(f => f)
            .Select(g => (g.Key, Count: g.LongCount()))
            .OrderBy(g => g.Key.Model, StringComparer.Ordinal)
            .ThenBy(g => g.Key.Version, StringComparer.Ordinal)
            .ThenBy(g => g.Key.Rule)
            .ThenBy(g => g.Key.Field, StringComparer.Ordinal)
            .ToList();
        if (found.Count == 0)
        {
            return;
        }

        var held = (await AlertStore.LockAsync(context.Db, [.. found.Select(f => f.Key.Model).Distinct()], ct)).ToDictionary(a =>
            (a.Model, a.Version, a.Rule, a.Field)
        );
        foreach (var (key, count) in found)
        {
            var isNew = !held.TryGetValue(key, out var alert);
            if (isNew)
            {
                alert = new Alert
                {
                    Id = await context.Db.NextIdAsync<AlertId>(ct),
                    Model = key.Model,
                    Rule = key.Rule,
                    Field = key.Field,
                    RaisedAt = context.Now,
                    BeganAt = context.Now,
                };
                context.Db.Alerts.Add(alert);
            }

            alert!.See(key.Version, count, context.Now);
            context.AppendAs(
                s_checks,
                new AuditEvent(
                    isNew ? "alert.raised" : "alert.repeated",
                    alert.Id.ToString(),
                    new JsonObject
                    {
                        ["model"] = key.Model,
                        ["version"] = key.Version,
                        ["rule"] = WireName.Of(key.Rule),
                        ["field"] = key.Field,
                        ["count"] = count,
                    }
                )
            );
        }

        foreach (var model in found.Select(f => f.Key.Model).Distinct(StringComparer.Ordinal))
        {
            await rescore.ChangedAsync(context, model, ct);
        }
    }
}
