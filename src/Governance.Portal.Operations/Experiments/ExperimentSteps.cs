using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Approvals;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Experiments;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Experiments;

/// <summary>What actions on experiments have in common.</summary>
internal static class ExperimentSteps
{
    /// <summary>What the portal does automatically about experiments.</summary>
    public static Actor Job { get; } = Actor.OfJob("experiments");

    /// <summary>A measured number as the log writes it.</summary>
    public static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The canonical bytes of figures, which are measured numbers (RFC 8785).</summary>
    public static byte[] Canonical(JsonNode figures) => ForeignJson.Canonicalize(Encoding.UTF8.GetBytes(figures.ToJsonString())).Value;

    /// <summary>The id as the log names it.</summary>
    public static string IdOf(string id) => DisplayId.TryParse<ExperimentId>(id, out var known) ? known.ToString() : "experiment";

    /// <summary>The experiment, tracked; a refusal when there is none.</summary>
    public static async Task<Result<Experiment>> LoadAsync(GovernanceDbContext db, string id, CancellationToken ct) =>
        DisplayId.TryParse<ExperimentId>(id, out var named)
        && await db.Experiments.SingleOrDefaultAsync(e => e.Id == named, ct) is { } experiment
            ? experiment
            : ExperimentRefusals.NotFound;

    /// <summary>Its batches in their order, read to be compared with the log.</summary>
    public static Task<List<ExperimentBatch>> BatchesAsync(GovernanceDbContext db, ExperimentId id, CancellationToken ct) =>
        db.ExperimentBatches.Where(b => b.Experiment == id).OrderBy(b => b.Number).ToListAsync(ct);

    /// <summary>Who had a hand in it besides its planners, with everyone who counts as one with them.</summary>
    /// <param name="db">A context.</param>
    /// <param name="experiment">The experiment.</param>
    /// <param name="batches">What was sent; none before it runs.</param>
    /// <param name="person">Who is to decide.</param>
    /// <param name="now">The server's clock.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<ExperimentParties> PartiesAsync(
        GovernanceDbContext db,
        Experiment experiment,
        IReadOnlyList<ExperimentBatch> batches,
        UserId person,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (model, name) = (experiment.Model, experiment.Challenger);
        var version = await db.Versions.AsNoTracking().SingleOrDefaultAsync(v => v.Model == model && v.Version == name, ct);
        var (makers, senders, unknown) = (new HashSet<UserId>(), new HashSet<UserId>(), false);
        foreach (var maker in ExperimentParties.MakersOf(version?.RegisteredBy, version?.ArtifactStoredBy))
        {
            makers.UnionWith(await AccessReader.PeopleBehindAsync(db, maker, ct));
        }

        foreach (var sender in batches.Select(b => b.By).Distinct(StringComparer.Ordinal))
        {
            var people = await AccessReader.PeopleBehindAsync(db, sender, ct);
            unknown |= people.Count == 0;
            senders.UnionWith(people);
        }

        var apart = await SeparationReader.LoadAsync(db, [], [person, .. experiment.Planners, .. makers, .. senders], now, ct);
        return new([.. makers], [.. senders], unknown, apart);
    }

    /// <summary>Whether its challenger was rolled back, read to be compared with the log.</summary>
    public static async Task<bool> IsRolledBackAsync(GovernanceDbContext db, ExperimentId id, CancellationToken ct) =>
        await db.ExperimentDecisions.SingleOrDefaultAsync(d => d.Experiment == id && d.Step == ExperimentStep.RollBack, ct) is not null;

    /// <summary>Why its versions do not allow it now; null when they do.</summary>
    public static async Task<Refusal?> RefusesVersionsAsync(
        GovernanceDbContext db,
        string model,
        string champion,
        string challenger,
        Func<Stage, Stage, Refusal?> judge,
        CancellationToken ct
    )
    {
        var versions = await db.Versions.Where(v => v.Model == model && (v.Version == champion || v.Version == challenger)).ToListAsync(ct);
        return versions.Find(v => v.Version == champion) is not { } first ? ExperimentRefusals.VersionUnknown("champion", champion)
            : versions.Find(v => v.Version == challenger) is not { } second ? ExperimentRefusals.VersionUnknown("challenger", challenger)
            : judge(first.Stage, second.Stage);
    }

    /// <summary>An entry of the log.</summary>
    public static void Append(ActionContext context, string action, Experiment experiment, JsonObject data, string? name = null)
    {
        data["state"] = WireName.Of(experiment.State);
        context.Append(
            new AuditEvent(action, experiment.Id.ToString(), data)
            {
                Covers = [experiment.Model, ModelName.Of(experiment.Model, experiment.Challenger)],
                ActorName = name,
            }
        );
    }

    /// <summary>
    /// Stops it: its permits and deployments end in the same transaction, as those of a version that is rolled back do. A guardrail also
    /// raises an alert, and asks for the roll-back of the challenger where the plan says so: the portal itself rolls nothing back
    /// (docs/adr/0049).
    /// </summary>
    public static async Task<Refusal?> StopAsync(
        ActionContext context,
        Experiment experiment,
        ExperimentStop because,
        string? metric,
        IAlertsChanged rescore,
        CancellationToken ct
    )
    {
        if (experiment.Stop(because, metric, context.Now) is { } refusal)
        {
            return refusal;
        }

        // Whoever deploys or permits the challenger at this moment does so before, and ends with the rest, or sees that it is over.
        await context.Db.LockModelAsync(experiment.Model, ct);

        await PermitEvents.RevokeAsync(context, experiment, ct);
        var (id, now) = (experiment.Id, context.Now);
        var serving = await context.Db.Deployments.Where(d => d.Experiment == id && d.Until == null).OrderBy(d => d.Id).ToListAsync(ct);
        serving.ForEach(d => d.End(now));
        var entry = new AuditEvent(
            "experiment.stopped",
            experiment.Id.ToString(),
            new JsonObject
            {
                ["because"] = WireName.Of(because),
                ["metric"] = metric,
                ["state"] = WireName.Of(experiment.State),
                ["causedBy"] = context.Access.Actor.Id,
                ["rollBackDueAt"] = experiment.RollBackDueAt is { } due ? CanonicalJson.Time(due) : null,
                ["deployments"] = new JsonArray([.. serving.Select(d => (JsonNode)d.Id.ToString())]),
            }
        )
        {
            Covers = [experiment.Model, ModelName.Of(experiment.Model, experiment.Challenger), .. serving.Select(d => d.Id.ToString())],
        };
        if (because is ExperimentStop.Person)
        {
            context.Append(entry);
            return null;
        }

        context.AppendAs(Job with { Request = context.Access.Actor.Request }, entry);
        if (because is ExperimentStop.Guardrail)
        {
            await RaiseAsync(context, experiment, metric!, ct);
            await rescore.ChangedAsync(context, experiment.Model, ct);
        }

        return null;
    }

    private static async Task RaiseAsync(ActionContext context, Experiment experiment, string metric, CancellationToken ct)
    {
        var alert = new Alert
        {
            Id = await context.Db.NextIdAsync<AlertId>(ct),
            Model = experiment.Model,
            Rule = AlertRule.Guardrail,
            Field = $"{metric} ({experiment.Id})",
            Owner = experiment.Owner,
            BeganAt = experiment.StartedAt ?? context.Now,
            RaisedAt = context.Now,
        };
        alert.SeeWindow(experiment.Challenger, null, DriftLevel.Alert, context.Now, context.Now);
        context.Db.Alerts.Add(alert);
        context.AppendAs(
            Job with
            {
                Request = context.Access.Actor.Request,
            },
            new AuditEvent(
                "alert.raised",
                alert.Id.ToString(),
                new JsonObject
                {
                    ["model"] = alert.Model,
                    ["version"] = alert.Version,
                    ["rule"] = WireName.Of(alert.Rule),
                    ["field"] = alert.Field,
                    ["began"] = CanonicalJson.Time(alert.BeganAt),
                    ["count"] = 1,
                    ["owner"] = alert.Owner?.ToString(),
                }
            )
            {
                Covers = [alert.Model],
            }
        );
    }
}
