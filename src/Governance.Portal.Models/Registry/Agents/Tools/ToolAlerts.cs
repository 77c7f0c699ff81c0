using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry.Agents.Tools;

/// <summary>
/// Keeps an alert for each server that lists other tools than a version in production names, and for each that is silent. It ends when the
/// server lists them again, answers, or another version is in production. One that a person said is over is not raised again for the same.
/// </summary>
public sealed class ToolAlerts(AgentManifests manifests, IAlertsChanged rescore)
{
    /// <summary>Who raises them.</summary>
    public static readonly Actor Job = Actor.OfJob("agent-tools");

    /// <summary>True when an alert is missing, or one is over.</summary>
    public async Task<bool> AreDueAsync(GovernanceDbContext db, string model, CancellationToken ct)
    {
        var (due, over) = Compared(await WantedAsync(db, model, ct), await KnownAsync(db, model, ct));
        return due.Count + over.Count > 0;
    }

    /// <summary>Raises and ends them.</summary>
    /// <param name="context">The running action; it holds the model's lock.</param>
    /// <param name="model">The agent.</param>
    /// <param name="ct">Cancels.</param>
    public async Task FollowAsync(ActionContext context, Model model, CancellationToken ct)
    {
        var (due, over) = Compared(await WantedAsync(context.Db, model.Name, ct), await KnownAsync(context.Db, model.Name, ct));
        foreach (var alert in over)
        {
            alert.Recover(context.Now);
            context.AppendAs(
                Job,
                new AuditEvent("alert.resolved", alert.Id.ToString(), new JsonObject { ["model"] = alert.Model, ["by"] = "agent-tools" })
                {
                    Covers = [alert.Model],
                }
            );
        }

        foreach (var wanted in due)
        {
            await RaiseAsync(context, model, wanted, ct);
        }

        if (due.Count + over.Count > 0)
        {
            await rescore.ChangedAsync(context, model.Name, ct);
        }
    }

    private static async Task RaiseAsync(ActionContext context, Model model, Wanted wanted, CancellationToken ct)
    {
        var alert = new Alert
        {
            Id = await context.Db.NextIdAsync<AlertId>(ct),
            Model = model.Name,
            Rule = wanted.Rule,
            Field = wanted.Field,
            Owner = model.Owner,
            BeganAt = wanted.Since,
            RaisedAt = context.Now,
        };
        alert.SeeWindow(
            wanted.Version,
            null,
            wanted.Rule is AlertRule.ToolsChanged ? DriftLevel.Alert : DriftLevel.Warning,
            context.Now,
            context.Now
        );
        context.Db.Alerts.Add(alert);
        context.AppendAs(
            Job,
            new AuditEvent(
                "alert.raised",
                alert.Id.ToString(),
                new JsonObject
                {
                    ["model"] = model.Name,
                    ["version"] = wanted.Version,
                    ["rule"] = WireName.Of(wanted.Rule),
                    ["field"] = alert.Field,
                    ["count"] = 1,
                    ["owner"] = alert.Owner?.ToString(),
                }
            )
            {
                Covers = [model.Name],
            }
        );
    }

    private static (List<Wanted> Due, List<Alert> Over) Compared(List<Wanted> wanted, List<Alert> known) =>
        (
            [.. wanted.Where(w => !known.Exists(a => w.IsOf(a)))],
            [.. known.Where(a => a.State is not AlertState.Resolved && !wanted.Exists(w => w.IsOf(a)))]
        );

    private static async Task<List<Alert>> KnownAsync(GovernanceDbContext db, string model, CancellationToken ct) =>
        await db
            .Alerts.Where(a =>
                a.Model == model
                && (a.Rule == AlertRule.ToolsChanged || a.Rule == AlertRule.ServerSilent)
                && (a.State != AlertState.Resolved || a.ResolvedBy != null)
            )
            .OrderByDescending(a => a.Id)
            .Take(1_000)
            .ToListAsync(ct);

    private async Task<List<Wanted>> WantedAsync(GovernanceDbContext db, string model, CancellationToken ct)
    {
        var production = await db
            .Versions.AsNoTracking()
            .Where(v => v.Model == model && v.Stage == Stage.Production)
            .OrderBy(v => v.Number)
            .Select(v => new { v.Version, v.ArtifactSha256 })
            .ToListAsync(ct);
        var wanted = new List<Wanted>();
        var seen = production.Count == 0 ? null : await ObservedTools.OfAsync(db, model, ct);
        foreach (var version in production)
        {
            if (await manifests.FindAsync(version.ArtifactSha256, ct) is not { } manifest)
            {
                continue;
            }

            foreach (var server in manifest.Servers)
            {
                var (listed, silent) = seen!.GetValueOrDefault(server.Name) is { } known ? (known.Listed, known.Silent) : (null, null);
                // Named by their names alone: people read the sentences on the page, in their language.
                if (listed is not null && ObservedTools.ToGate(listed).Others(manifest) is { } others)
                {
                    wanted.Add(new(AlertRule.ToolsChanged, version.Version, others, listed.At));
                }

                if (silent is not null)
                {
                    wanted.Add(new(AlertRule.ServerSilent, version.Version, server.Name, silent.At));
                }
            }
        }

        return [.. wanted.DistinctBy(w => (w.Rule, w.Version, w.Field))];
    }

    private sealed record Wanted(AlertRule Rule, string Version, string Field, DateTimeOffset Since)
    {
        // One that is open says it already; one that a person ended was about this as long as the server has not changed since.
        public bool IsOf(Alert alert) =>
            alert.Rule == Rule
            && alert.Version == Version
            && alert.Field == Field
            && (alert.State is not AlertState.Resolved || alert.RaisedAt >= Since);
    }
}
