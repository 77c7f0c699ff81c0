using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Monitoring;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Decisions;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Operations.Decisions.Intake;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Decisions;

/// <summary>
/// Raises that versions decided without being allowed to, in the transaction of the batch: one alert per version and reason, counted from
/// then on. The batch is stored all the same: a witness is never refused. A shadow that acts stops its experiment, which raises an alert
/// of its own (<see cref="AlertRule.ShadowDecided"/>) and counts there.
/// </summary>
internal sealed class RaiseTraffic(IAlertsChanged rescore) : ITrafficShown
{
    /// <summary>Who says so.</summary>
    public static Actor Job { get; } = Actor.OfJob("decision-traffic");

    /// <summary>Raises or counts what decisions show.</summary>
    public Task RaiseAsync(ActionContext context, IReadOnlyList<IntakeItem> items, CancellationToken ct) =>
        RaiseAsync(
            context,
            items
                .Where(i => i.Contradicted is not null and not TrafficReason.ShadowActs)
                .Select(i => new ShownTraffic(i.Source.Model, i.Source.Version, i.Contradicted!.Value, At(i.Row.Time))),
            ct
        );

    /// <inheritdoc/>
    public async Task RaiseAsync(ActionContext context, IEnumerable<ShownTraffic> shown, CancellationToken ct)
    {
        var found = shown
            .GroupBy(s => (s.Model, s.Version, s.Reason))
            .Select(g => new Seen(g.Key.Model, g.Key.Version, g.Key.Reason, g.LongCount(), g.Min(s => s.At), g.Max(s => s.At)))
            .OrderBy(g => g.Model, StringComparer.Ordinal)
            .ThenBy(g => g.Field, StringComparer.Ordinal)
            .ToList();
        if (found.Count == 0)
        {
            return;
        }

        var models = found.Select(f => f.Model).Distinct(StringComparer.Ordinal).ToList();
        var open = (await AlertStore.LockAsync(context.Db, models, ct))
            .Where(a => a.Rule is AlertRule.UnauthorisedTraffic)
            .ToDictionary(a => (a.Model, a.Field));
        var owners = await context
            .Db.Models.IgnoreQueryFilters()
            .Where(m => models.Contains(m.Name))
            .ToDictionaryAsync(m => m.Name, m => m.Owner, ct);
        foreach (var seen in found)
        {
            var isNew = !open.TryGetValue((seen.Model, seen.Field), out var alert);
            if (isNew)
            {
                alert = new Alert
                {
                    Id = await context.Db.NextIdAsync<AlertId>(ct),
                    Model = seen.Model,
                    Rule = AlertRule.UnauthorisedTraffic,
                    Field = seen.Field,
                    Owner = owners.GetValueOrDefault(seen.Model),
                    BeganAt = seen.First,
                    RaisedAt = context.Now,
                };
                context.Db.Alerts.Add(alert);
            }

            alert!.SeeDecisions(seen.Version, seen.Count, seen.Last, context.Now);
            context.AppendAs(
                Job,
                new AuditEvent(
                    isNew ? "alert.raised" : "alert.repeated",
                    alert.Id.ToString(),
                    new JsonObject
                    {
                        ["model"] = seen.Model,
                        ["version"] = seen.Version,
                        ["rule"] = WireName.Of(AlertRule.UnauthorisedTraffic),
                        ["field"] = seen.Field,
                        ["reason"] = WireName.Of(seen.Reason),
                        ["count"] = seen.Count,
                        ["first"] = CanonicalJson.Time(seen.First),
                        ["last"] = CanonicalJson.Time(seen.Last),
                        ["owner"] = alert.Owner?.ToString(),
                    }
                )
                {
                    Covers = [seen.Model, ModelName.Of(seen.Model, seen.Version)],
                }
            );
        }

        foreach (var model in models)
        {
            await rescore.ChangedAsync(context, model, ct);
        }
    }

    private static DateTimeOffset At(long ticks) => new(ticks, TimeSpan.Zero);

    private sealed record Seen(string Model, string Version, TrafficReason Reason, long Count, DateTimeOffset First, DateTimeOffset Last)
    {
        public string Field { get; } = TrafficAuthority.FieldOf(Version, Reason);
    }
}
