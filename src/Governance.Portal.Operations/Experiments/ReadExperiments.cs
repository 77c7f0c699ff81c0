using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Experiments;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Experiments;

/// <summary>Reads experiments, the newest first.</summary>
public sealed class ReadExperiments(IDbContextFactory<GovernanceDbContext> dbFactory, ReadComparison comparison, TimeProvider clock)
{
    /// <summary>A page for a screen.</summary>
    public async Task<Result<PageOf<ExperimentRow>>> PageAsync(string model, string? state, int skip, int take, CancellationToken ct)
    {
        var asked = StateOf(state);
        if (asked.Refusal is { } wrong)
        {
            return wrong;
        }

        var wanted = asked.Value;
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var ofModel = db.Experiments.AsNoTracking().Where(e => e.Model == model && (wanted == null || e.State == wanted));
        var total = await ofModel.CountAsync(ct);
        return new PageOf<ExperimentRow>(await RowsAsync(ofModel.OrderByDescending(e => e.Id).Skip(skip).Take(take), ct), total);
    }

    /// <summary>Experiments of a model that run, for its key figures.</summary>
    public async Task<(int Running, int All)> CountAsync(string model, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var states = await db
            .Experiments.Where(e => e.Model == model)
            .GroupBy(e => e.State)
            .Select(g => new { State = g.Key, Count = g.Count() })
            .ToListAsync(ct);
        return (states.Where(s => s.State == ExperimentState.Running).Sum(s => s.Count), states.Sum(s => s.Count));
    }

    /// <summary>A page for a program.</summary>
    public async Task<Result<ApiPage<ExperimentRow>>> ListAsync(string? model, string? state, ListQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        var asked = query.TakeBelow<ExperimentId>();
        if (asked.Refusal is { } wrong)
        {
            return wrong;
        }

        var filter = StateOf(state);
        if (filter.Refusal is { } unknown)
        {
            return unknown;
        }

        var wanted = filter.Value;
        var (take, below) = asked.Value;
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var rows = await RowsAsync(
            db.Experiments.AsNoTracking()
                .Where(e => (model == null || e.Model == model) && (wanted == null || e.State == wanted))
                .Where(e => below == null || (int)(object)e.Id < below)
                .OrderByDescending(e => e.Id)
                .Take(take + 1),
            ct
        );
        return new ApiPage<ExperimentRow>([.. rows.Take(take)], rows.Count > take ? Cursor.Encode(rows[take - 1].Id.ToString()) : null);
    }

    /// <summary>One experiment with its results now, and whether the reader may decide on it.</summary>
    public async Task<Result<ExperimentView>> GetAsync(string id, Actor reader, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(reader);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (
            !DisplayId.TryParse<ExperimentId>(id, out var named)
            || await db.Experiments.AsNoTracking().SingleOrDefaultAsync(e => e.Id == named, ct) is not { } experiment
        )
        {
            return ExperimentRefusals.NotFound;
        }

        var batches = await db.ExperimentBatches.AsNoTracking().Where(b => b.Experiment == named).ToListAsync(ct);
        var decisions = await db.ExperimentDecisions.AsNoTracking().Where(d => d.Experiment == named).ToListAsync(ct);
        var names = await ActorNames.LoadAsync(db, [experiment.PlannedBy], ct);
        var compared = await comparison.NewestAsync(db, experiment, ct);
        // One that is not limited carries it too.
        var promotions = experiment.Serves
            ? await db
                .Promotions.AsNoTracking()
                .IgnoreAutoIncludes()
                .Where(p =>
                    p.Model == experiment.Model
                    && p.Version == experiment.Challenger
                    && p.To == Stage.Production
                    && (p.Experiment == named || p.Experiment == null)
                )
                .OrderByDescending(p => p.Id)
                .Select(p => new
                {
                    p.Id,
                    p.State,
                    p.Experiment,
                })
                .ToListAsync(ct)
            : [];
        var limited = promotions.Find(p => p.Experiment == named);
        return new ExperimentView
        {
            Row = RowOf(experiment),
            StoppedBy = experiment.StoppedBy,
            Hypothesis = experiment.Hypothesis,
            Population = experiment.Population,
            Effect = experiment.Effect,
            Alpha = experiment.Alpha,
            Power = experiment.Power,
            ChampionSize = experiment.ChampionSize,
            ChallengerSize = experiment.ChallengerSize,
            PlannedBy = names[experiment.PlannedBy],
            StartedAt = experiment.StartedAt,
            StoppedAt = experiment.StoppedAt,
            RollBackDueAt = decisions.Exists(d => d.Step is ExperimentStep.RollBack) ? null : experiment.RollBackDueAt,
            EndsAt = experiment.EndsAt,
            Evidence = experiment.Evidence,
            Batches = batches.Count,
            Metrics = [.. ExperimentResults.Of(experiment, batches).Select(MetricOf)],
            Decisions =
            [
                .. decisions
                    .OrderBy(d => d.Attestation.At)
                    .Select(d => new ExperimentDecisionView(d.Step, d.Outcome, d.Attestation.PrintedName, d.Attestation.At, d.Reason.Text)),
            ],
            Promotion = limited?.Id,
            PromotionState = limited?.State,
            LacksApproval =
                experiment.Serves
                && experiment.State is ExperimentState.Running
                && !promotions.Exists(p => p.State is PromotionState.Approved or PromotionState.Deployed),
            Comparison = compared.IsDone ? compared.Value : null,
            ComparisonRefusal = compared.Refusal?.Message,
            WhyNot = await WhyNotAsync(db, experiment, batches, reader, ct),
        };
    }

    // Asked only while there is something to decide.
    private async Task<string?> WhyNotAsync(
        GovernanceDbContext db,
        Experiment experiment,
        IReadOnlyList<ExperimentBatch> batches,
        Actor reader,
        CancellationToken ct
    )
    {
        if (reader.User is not { } person)
        {
            return ExperimentRefusals.OwnPlan.Message;
        }

        if (experiment.State is not (ExperimentState.Planned or ExperimentState.Stopped))
        {
            return null;
        }

        var parties = await ExperimentSteps.PartiesAsync(db, experiment, batches, person, clock.GetUtcNow(), ct);
        return (
            experiment.RefusesDecider(person, parties)
            ?? (experiment.State is ExperimentState.Stopped ? experiment.RefusesConcluder(reader.Role, parties) : null)
        )?.Message;
    }

    /// <summary>The report as it stands now.</summary>
    public async Task<Result<byte[]>> ReportAsync(string id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return
            DisplayId.TryParse<ExperimentId>(id, out var named)
            && await db.Experiments.AsNoTracking().SingleOrDefaultAsync(e => e.Id == named, ct) is { } experiment
            ? ExperimentReport.Write(
                experiment,
                await db.ExperimentBatches.AsNoTracking().Where(b => b.Experiment == named).ToListAsync(ct)
            )
            : ExperimentRefusals.NotFound;
    }

    private static Result<ExperimentState?> StateOf(string? state) =>
        string.IsNullOrWhiteSpace(state) ? Result<ExperimentState?>.Done(null)
        : WireName.TryParse<ExperimentState>(state, out var known) ? Result<ExperimentState?>.Done(known)
        : ExperimentRefusals.FilterNotValid;

    private static async Task<IReadOnlyList<ExperimentRow>> RowsAsync(IQueryable<Experiment> experiments, CancellationToken ct) =>
        [.. (await experiments.ToListAsync(ct)).Select(RowOf)];

    private static ExperimentRow RowOf(Experiment experiment) =>
        new(
            experiment.Id,
            experiment.Model,
            experiment.Kind,
            experiment.Champion,
            experiment.Challenger,
            experiment.Share,
            experiment.State,
            experiment.StoppedBecause,
            experiment.Outcome,
            experiment.PlannedAt
        );

    private static ExperimentMetricView MetricOf(ExperimentMetricResult result) =>
        new(
            result.Metric.Name,
            result.IsPrimary ? "primary" : "guardrail",
            result.Metric.HigherIsBetter ? "higher" : "lower",
            result.Metric.Baseline,
            result.Metric.Limit,
            result.ChampionCount,
            result.ChampionMean,
            result.ChallengerCount,
            result.ChallengerMean,
            result.Difference,
            result.Low,
            result.High,
            result.PValue,
            result.Found,
            result.Metric.Bound,
            result.Metric.OnBreach
        );
}
