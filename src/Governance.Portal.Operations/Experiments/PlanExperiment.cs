using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Experiments;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Experiments;

/// <summary>Plans an experiment: what is expected, what must not happen, and how many observations that takes.</summary>
public sealed class PlanExperiment(ActionRunner runner)
{
    /// <summary>Runs it.</summary>
    public Task<Result<ExperimentId>> RunAsync(Actor actor, ExperimentBody body, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(body);
        return runner.RunAsync<ExperimentId>(
            actor,
            new Attempt("experiment.planned", ModelName.IsModel(body.Model) ? body.Model! : "experiment", Permission.PlanExperiments),
            (context, token) => ActAsync(context, body, token),
            ct
        );
    }

    private static async Task<Result<ExperimentId>> ActAsync(ActionContext context, ExperimentBody body, CancellationToken ct)
    {
        var errors = new FieldErrors();
        var model = errors.Required("model", body.Model, 100);
        var challenger = errors.Required("challenger", body.Challenger, 100);
        var hypothesis = errors.Required("hypothesis", body.Hypothesis, 1_000);
        var population = errors.Optional("population", body.Population, 200);
        var day = errors.Day("endsAt", body.EndsAt);
        var metrics = MetricsOf(errors, body.Metrics);
        if (!WireName.TryParse<ExperimentKind>(body.Kind, out var kind))
        {
            errors.Add("kind", $"This must be one of {string.Join(", ", WireName.All<ExperimentKind>())}.");
        }

        if (errors.Refuse("experiment.not-acceptable", $"The experiment was not planned: some fields have to be corrected.") is { } refusal)
        {
            return refusal;
        }

        if (
            !ModelName.IsModel(model)
            || await context.Db.Models.Where(m => m.Name == model).Select(m => (UserId?)m.Owner).SingleOrDefaultAsync(ct) is not { } owner
        )
        {
            return ModelRefusals.NotFound(model);
        }

        var champion =
            errors.Optional("champion", body.Champion, 100)
            ?? await context
                .Db.Versions.Where(v => v.Model == model && v.Stage == Stage.Production)
                .Select(v => v.Version)
                .FirstOrDefaultAsync(ct)
            ?? "";
        var plan = new ExperimentPlan(
            model,
            kind,
            champion,
            challenger,
            hypothesis,
            metrics,
            body.Effect ?? 0,
            body.Alpha ?? 0.05,
            body.Power ?? 0.8,
            body.Share ?? (kind is ExperimentKind.Ab ? 0.5 : 0),
            population,
            day is { } last ? Days.EndOf(last, context.Now).ToUniversalTime() : null,
            owner
        );
        if (plan.Refuses() is { } wrong)
        {
            return wrong;
        }

        if (await RefusesAsync(context, plan, ct) is { } notNow)
        {
            return notNow;
        }

        var planned = Experiment.Plan(
            await context.Db.NextIdAsync<ExperimentId>(ct),
            plan,
            ExperimentResults.Size(plan),
            context.Access.Actor.Id,
            [.. context.Access.People],
            context.Now
        );
        if (planned.Refusal is { } refused)
        {
            return refused;
        }

        var experiment = planned.Value;
        context.Db.Experiments.Add(experiment);
        ExperimentSteps.Append(
            context,
            "experiment.planned",
            experiment,
            new JsonObject
            {
                ["kind"] = WireName.Of(kind),
                ["champion"] = champion,
                ["challenger"] = challenger,
                ["metrics"] = new JsonArray([.. metrics.Select(m => (JsonNode)m.Name)]),
                ["rollBackOn"] = new JsonArray([
                    .. metrics.Where(m => m.OnBreach is ExperimentBreach.RollBack).Select(m => (JsonNode)m.Name),
                ]),
                ["alpha"] = ExperimentSteps.Text(plan.Alpha),
                ["power"] = ExperimentSteps.Text(plan.Power),
                ["effect"] = ExperimentSteps.Text(plan.Effect),
                ["share"] = ExperimentSteps.Text(plan.Share),
                ["championSize"] = experiment.ChampionSize,
                ["challengerSize"] = experiment.ChallengerSize,
            }
        );
        return experiment.Id;
    }

    private static async Task<Refusal?> RefusesAsync(ActionContext context, ExperimentPlan plan, CancellationToken ct)
    {
        var open = await context
            .Db.Experiments.Where(e =>
                e.Model == plan.Model
                && e.Challenger == plan.Challenger
                && e.State != ExperimentState.Concluded
                && e.State != ExperimentState.Refused
            )
            .Select(e => (ExperimentId?)e.Id)
            .FirstOrDefaultAsync(ct);
        return open is { } other
            ? ExperimentRefusals.OtherIsOpen(other)
            : await ExperimentSteps.RefusesVersionsAsync(
                context.Db,
                plan.Model,
                plan.Champion,
                plan.Challenger,
                (champion, _) => champion is Stage.Production ? null : ExperimentRefusals.ChampionNotInProduction(plan.Champion),
                ct
            );
    }

    private static List<ExperimentMetric> MetricsOf(FieldErrors errors, IReadOnlyList<ExperimentMetricBody?>? metrics)
    {
        if (metrics is not { Count: > 0 and <= ExperimentMetric.Most })
        {
            errors.Add("metrics", $"Name 1 to {ExperimentMetric.Most} metrics.");
            return [];
        }

        var read = new List<ExperimentMetric>();
        for (var i = 0; i < metrics.Count; i++)
        {
            var (at, metric) = ($"metrics[{i}]", metrics[i]);
            if (metric?.Direction is not ("higher" or "lower"))
            {
                errors.Add($"{at}.direction", $"Use higher or lower.");
            }

            var onBreach = ExperimentBreach.Stop;
            if (metric?.OnBreach is { } asked && !WireName.TryParse(asked, out onBreach))
            {
                errors.Add($"{at}.onBreach", $"Use stop or roll-back.");
            }

            read.Add(
                new ExperimentMetric(
                    errors.Required($"{at}.name", metric?.Name, 60),
                    metric?.Direction == "higher",
                    metric?.Baseline ?? double.NaN,
                    metric?.Limit ?? 0,
                    metric?.Low ?? 0,
                    metric?.High ?? 1,
                    metric?.Bound
                )
                {
                    OnBreach = onBreach,
                }
            );
        }

        return read;
    }
}
