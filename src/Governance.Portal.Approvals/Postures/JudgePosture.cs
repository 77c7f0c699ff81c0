using System.Data.Common;
using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Agents;
using Governance.Domain.Approvals;
using Governance.Domain.Experiments;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Domain.Retirements;
using Governance.Policies;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Postures;

/// <summary>What a deployment does not meet now.</summary>
/// <param name="Faults">The rules; none for one that is in policy.</param>
/// <param name="Next">When an age or a date can change that, at the latest.</param>
/// <param name="Stage">The stage whose policies it was judged by.</param>
internal sealed record PostureJudgement(IReadOnlyList<PostureFault> Faults, DateTimeOffset Next, Stage Stage)
{
    /// <summary>What was judged; null where nothing could be.</summary>
    public Evaluation? Decided { get; init; }
}

/// <summary>
/// Judges a deployment by what is true now: the gate of the promotion it rests on, by the policies in force, on evidence, risks and
/// measurements of this moment. Wherever it decides for people, or may, the gate is that of production. Stores nothing. The artifact's
/// bytes are read when it is deployed, and by the check of stored files.
/// </summary>
internal sealed partial class JudgePosture(
    IReadGateFacts gate,
    IReadAgedRules approved,
    EnvironmentStages environments,
    TimeProvider clock,
    ILogger<JudgePosture> logger
)
{
    /// <summary>How often a deployment is judged at least.</summary>
    public static readonly TimeSpan AtLeastEvery = TimeSpan.FromHours(1);

    /// <summary>When one that could not be judged is judged again.</summary>
    public static readonly TimeSpan AgainAfter = TimeSpan.FromMinutes(5);

    private static readonly string s_critical = RuleSeverity.Critical.ToWireName();

    /// <summary>Judges by the policies in force.</summary>
    /// <param name="db">A context of its own: what it holds of a record is what the log was asked for.</param>
    /// <param name="deployment">A deployment that serves.</param>
    /// <param name="before">How it stood until now; null for one that is judged for the first time.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<PostureJudgement> RunAsync(GovernanceDbContext db, Deployment deployment, Posture? before, CancellationToken ct)
    {
        var now = clock.GetLocalNow();
        var stage = StageOf(deployment);
        try
        {
            if (stage is Stage.Staging && await ServesShareAsync(db, deployment, ct))
            {
                stage = Stage.Production;
            }

            var facts = await FactsAsync(db, deployment, stage, [], now, ct);
            await Reads.EnsureAsync(db, deployment, ct);
            var decided = GateRuns.Evaluate(facts.Input, facts.Policies);
            var found = FaultsOf(facts.Policies, decided.Result);
            var faults = await RefusedAsync(db, deployment, await ReviewedAsync(db, deployment, found, before, ct), ct);
            return new(
                [
                    .. faults,
                    .. await UnapprovedAsync(db, deployment, stage, ct),
                    .. await HeldAsync(db, deployment, ct),
                    .. await StoppedAsync(db, deployment, ct),
                    .. await TrafficAsync(db, deployment.Model, deployment.Version, ct),
                    .. stage is Stage.Production ? await UnmonitoredAsync(db, deployment, now, ct) : [],
                ],
                PostureSchedule.Next(facts, now, clock),
                stage
            )
            {
                Decided = decided,
            };
        }
        catch (RecordAlteredException altered)
        {
            return Altered(before, altered.Refusal, now, stage);
        }
#pragma warning disable CA1031 // Whatever keeps a deployment from being judged, a row that cannot be read among it, puts it out of policy.
        catch (Exception e) when (!ct.IsCancellationRequested && !IsOfDatabase(e))
#pragma warning restore CA1031
        {
            LogNotJudged(e, deployment.Id.ToString());
            return Unjudged(before, Own("posture.not-judged", PostureStatements.NotJudged), now + AgainAfter, stage);
        }
    }

    /// <summary>
    /// What is read to judge a deployment, besides what the gate reads. Open alerts are compared by the model and by the version: one that
    /// was given to another model still names the version. One that was taken away names nothing, so that none may be gone.
    /// </summary>
    internal DecisionReads<Deployment> Reads { get; } =
        new DecisionReads<Deployment>("posture")
            .Anchored<Alert>(d => RecordsAsked.Of<Alert>(nameof(Alert.Model), d.Model))
            .Anchored<Alert>(d => OpenAlerts.Of(d.Version))
            .Anchored<Alert>(_ => RecordsAsked.Missing<Alert>())
            .Anchored<Agent>(d => RecordsAsked.Of<Agent>(nameof(Agent.Model), d.Model).OrGoneUnder([d.Model]))
            .Whole<IncidentVersion>()
            .Whole<RetirementVersion>()
            .AnchoredIn<Deployment>("KeepPostures before it judges, and the deployment gate")
            .AnchoredIn<Posture>("KeepPostures before it judges, rows that are gone too, and the deployment gate")
            .AnchoredIn<PostureFinding>("KeepPostures before it judges, rows that are gone too, and the deployment gate")
            .AnchoredIn<Experiment>("JudgePosture.ServesShareAsync, of the model")
            .AnchoredIn<ModelReview>("JudgePosture.ReviewedAsync, of the model, rows that are gone too")
            .Recomputed<PostureCheck>(
                "the log says until when everything that was due was judged, and one that is due later than in an hour is due at once"
            )
            .With(gate.Reads);

    /// <summary>How a deployment stands where a row that is read to judge it is not what the log states.</summary>
    internal static PostureJudgement Altered(Posture? before, Refusal why, DateTimeOffset now, Stage stage) =>
        Unjudged(before, Own(RecordIntegrity.Code, why.Message), now + AtLeastEvery, stage);

    // What failed before goes on failing, with its clock: whoever keeps a deployment from being judged gains no time.
    private static PostureJudgement Unjudged(Posture? before, PostureFault why, DateTimeOffset next, Stage stage) =>
        new([why, .. (before?.Findings ?? []).Where(f => f.Name != $"{why.Policy}/{why.Rule}").Select(f => f.AsFault())], next, stage);

    /// <summary>Judges by the policies in force, and by them with a proposed one in its place, on the same facts.</summary>
    public async Task<(IReadOnlyList<PostureFault> Before, IReadOnlyList<PostureFault> After)> CompareAsync(
        GovernanceDbContext db,
        Deployment deployment,
        PolicyDocument proposed,
        CancellationToken ct
    )
    {
        var stage = await ServesShareAsync(db, deployment, ct) ? Stage.Production : StageOf(deployment);
        var facts = await FactsAsync(db, deployment, stage, [proposed], clock.GetLocalNow(), ct);
        IReadOnlyList<PolicyDocument> after = [.. facts.Policies.Where(p => p.Name != proposed.Name), proposed];
        return (
            FaultsOf(facts.Policies, GateEvaluator.Evaluate(facts.Policies, facts.Input)),
            FaultsOf(after, GateEvaluator.Evaluate(after, facts.Input))
        );
    }

    // By what the deployment itself and its environment say.
    private Stage StageOf(Deployment deployment) =>
        deployment.Experiment is not null || environments.ServesPeople(deployment.Environment, deployment.Stage)
            ? Stage.Production
            : Stage.Staging;

    // Where an approval for staging serves people, what it is judged by is production's all the same.
    private async Task<GateFacts> FactsAsync(
        GovernanceDbContext db,
        Deployment deployment,
        Stage stage,
        IReadOnlyList<PolicyDocument> proposed,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var facts = await gate.ReadAsync(db, deployment.Promotion, proposed, now, ct);
        return facts with { Input = facts.Input with { To = WireName.Of(stage) } };
    }

    // Earlier releases let a version decide for a share of people with an approval for staging. Where one for production carries the
    // experiment, it has deployments of its own, and what is in staging serves nobody.
    private static async Task<bool> ServesShareAsync(GovernanceDbContext db, Deployment deployment, CancellationToken ct)
    {
        if (deployment.Stage is not Stage.Staging)
        {
            return false;
        }

        await RecordIntegrity.EnsureAsync(db, [RecordsAsked.Of<Experiment>(nameof(Experiment.Model), deployment.Model)], ct);
        return await db
            .Experiments.IgnoreQueryFilters()
            .AnyAsync(
                e =>
                    e.Model == deployment.Model
                    && e.Challenger == deployment.Version
                    && e.State == ExperimentState.Running
                    && e.Kind != ExperimentKind.Shadow
                    && !db
                        .Promotions.IgnoreQueryFilters()
                        .Any(p =>
                            p.Model == e.Model
                            && p.Version == e.Challenger
                            && p.To == Stage.Production
                            && (p.Experiment == null || p.Experiment == e.Id)
                            && (p.State == PromotionState.Approved || p.State == PromotionState.Deployed)
                        ),
                ct
            );
    }

    private static async Task<IReadOnlyList<PostureFault>> UnapprovedAsync(
        GovernanceDbContext db,
        Deployment deployment,
        Stage stage,
        CancellationToken ct
    )
    {
        if (deployment.Stage is Stage.Production || stage is not Stage.Production)
        {
            return [];
        }

        var promotion = await db.Promotions.IgnoreQueryFilters().SingleAsync(p => p.Id == deployment.Promotion, ct);
        return
            promotion.To is Stage.Production
            && promotion.Carries(deployment.Experiment)
            && promotion.State is (PromotionState.Approved or PromotionState.Deployed)
            ? []
            :
            [
                Own(
                    "posture.not-approved",
                    PostureStatements.NotApproved(ModelName.Of(deployment.Model, deployment.Version), deployment.Environment)
                ),
            ];
    }

    private static List<PostureFault> FaultsOf(IReadOnlyList<PolicyDocument> policies, GateResult result)
    {
        var kept = policies.ToDictionary(p => p.Name, p => p.Continuous, StringComparer.Ordinal);
        return
        [
            .. result
                .Results.Where(r => r.Outcome is RuleOutcome.Fail or RuleOutcome.Error)
                .Select(r =>
                {
                    var continuous = r.Blocks ? kept.GetValueOrDefault(r.Policy) : null;
                    return new PostureFault(r.Policy, r.RuleId, r.Severity.ToWireName(), r.Blocks, r.Message)
                    {
                        Expected = r.Expected,
                        Actual = r.Actual,
                        Statements = RuleStatements.Of(r)?.ToJson(),
                        Grace = continuous?.GraceOf(r.Severity),
                        EndsPermits = continuous?.Then is ContinuousStep.BlockPermits or ContinuousStep.RequireReview,
                        AsksReview = continuous?.Then is ContinuousStep.RequireReview,
                    };
                }),
        ];
    }

    // A review that was recorded since a rule fails, and says that the version stays, gives its permits back. What those who answer for the
    // model or made the version say in its favour is their own word: it gives no permits back, and stands in the way of no review that
    // does.
    private static async Task<IReadOnlyList<PostureFault>> ReviewedAsync(
        GovernanceDbContext db,
        Deployment deployment,
        List<PostureFault> faults,
        Posture? before,
        CancellationToken ct
    )
    {
        if (!faults.Exists(f => f.AsksReview))
        {
            return faults;
        }

        // The rules stand beside it: their time goes on.
        var asked = RecordsAsked.Of<ModelReview>(nameof(ModelReview.Model), deployment.Model).OrGoneUnder([deployment.Model]);
        if (await RecordIntegrity.VerifyAsync(db, [asked], ct) is { } altered)
        {
            return [.. faults, Own(altered.Code, altered.Message)];
        }

        var reviews = await db
            .ModelReviews.AsNoTracking()
            .Where(r => r.Model == deployment.Model && r.Version == deployment.Version)
            .OrderByDescending(r => r.Id)
            .ToListAsync(ct);
        var theirs = await MakersAsync(db, deployment, ct);
        return reviews.Find(r => r.IsAbout(deployment.Environment) && !(r.Allows && theirs.Contains(r.By))) is { Allows: true } last
            ? [.. faults.Select(f => f.AsksReview && before?.SinceOf(f) <= last.At ? f with { EndsPermits = false } : f)]
            : faults;
    }

    private static async Task<IReadOnlySet<UserId>> MakersAsync(GovernanceDbContext db, Deployment deployment, CancellationToken ct)
    {
        var (name, version) = (deployment.Model, deployment.Version);
        var model = await db.Models.IgnoreQueryFilters().AsNoTracking().SingleAsync(m => m.Name == name, ct);
        var made = await db
            .Versions.IgnoreQueryFilters()
            .AsNoTracking()
            .Where(v => v.Model == name && v.Version == version)
            .Select(v => new { v.RegisteredBy, v.ArtifactStoredBy })
            .SingleAsync(ct);
        var makers = new HashSet<UserId>([model.Owner, .. model.Deputies]);
        foreach (var maker in new[] { made.RegisteredBy, made.ArtifactStoredBy }.OfType<string>().Distinct(StringComparer.Ordinal))
        {
            makers.UnionWith(await AccessReader.VerifiedOwnersBehindAsync(db, maker, ct));
        }

        return makers;
    }

    // Where a policy says nothing of what runs, or only alerts, the gate of the approval refuses it for its own rules: at once, or when the
    // time is over. So says the posture.
    private async Task<IReadOnlyList<PostureFault>> RefusedAsync(
        GovernanceDbContext db,
        Deployment deployment,
        IReadOnlyList<PostureFault> faults,
        CancellationToken ct
    )
    {
        if (!faults.Any(IsLeftToTheGate))
        {
            return faults;
        }

        var refused = await approved.OfPromotionAsync(db, deployment.Promotion, ct);
        return
        [
            .. faults.Select(f =>
                IsLeftToTheGate(f) && refused.Any(r => r.Policy == f.Policy && r.Rule == f.Rule) ? f with { EndsPermits = true } : f
            ),
        ];
    }

    private static bool IsLeftToTheGate(PostureFault fault) => fault is { Blocks: true, EndsPermits: false, AsksReview: false };

    // A database that is away for a moment says nothing of a deployment: the round ends, and the next one judges.
    private static bool IsOfDatabase(Exception e) => e is DbException || e.InnerException is DbException;

    private static PostureFault Own(string code, string message) => new(PolicyDocument.BaselineName, code, s_critical, true, message);

    private static PostureFault Own(string code, Statement found) =>
        Own(code, found.ToString()) with
        {
            Statements = new RuleStatements([found]).ToJson(),
        };

    private static async Task<IReadOnlyList<PostureFault>> HeldAsync(GovernanceDbContext db, Deployment deployment, CancellationToken ct)
    {
        var name = ModelName.Of(deployment.Model, deployment.Version);
        var holds = await HeldVersions.AllAsync(db, deployment.Model, deployment.Version, ct);
        return
        [
            .. holds.Select(h =>
                Own(
                    h.Refusal.Code,
                    h.Kind switch
                    {
                        HoldKind.Incident => PostureStatements.Held(h.By, name),
                        HoldKind.Retirement => PostureStatements.TakenOutOfUse(h.By, name),
                    }
                )
            ),
        ];
    }

    private static async Task<IReadOnlyList<PostureFault>> StoppedAsync(
        GovernanceDbContext db,
        Deployment deployment,
        CancellationToken ct
    ) =>
        await StoppedAgents.OfAsync(db, deployment.Model, ct) is { } stopped
            ? [Own(stopped.Code, PostureStatements.Stopped(deployment.Model))]
            : [];

    /// <summary>
    /// What the version's own decisions contradict: it decides though it was never approved, is retired or is held. Ends with the alert
    /// about it.
    /// </summary>
    public static async Task<IReadOnlyList<PostureFault>> TrafficAsync(
        GovernanceDbContext db,
        string model,
        string version,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        var open = await db
            .Alerts.IgnoreQueryFilters()
            .AsNoTracking()
            .Where(a =>
                a.Model == model
                && a.Version == version
                && (a.Rule == AlertRule.UnauthorisedTraffic || a.Rule == AlertRule.RetiredTraffic || a.Rule == AlertRule.ShadowDecided)
                && a.State != AlertState.Resolved
            )
            .OrderBy(a => a.Id)
            .Select(a => a.Id)
            .Take(1)
            .ToListAsync(ct);
        return open.Count == 0
            ? []
            : [Own("decisions.unauthorised", PostureStatements.Traffic(open[0].ToString(), ModelName.Of(model, version)))];
    }

    // What was never measured is not fine, also where no policy has the rule; it blocks nothing by itself.
    private static async Task<IReadOnlyList<PostureFault>> UnmonitoredAsync(
        GovernanceDbContext db,
        Deployment deployment,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (now - deployment.Since <= TimeSpan.FromDays(MonitoringCoverage.FindingAfterDays))
        {
            return [];
        }

        var coverage = await MonitoringCoverage.ReadAsync(db, deployment.Model, deployment.Version, now, ct);
        if (coverage.MeasuredAt is not null)
        {
            return [];
        }

        var found = PostureStatements.Unmonitored((coverage.ServesSince ?? deployment.Since).Day());
        return [Own("monitoring.missing", found) with { Severity = RuleSeverity.Medium.ToWireName(), Blocks = false }];
    }

    [LoggerMessage(1480, LogLevel.Error, "{Deployment} could not be evaluated; it is treated as out of policy")]
    private partial void LogNotJudged(Exception e, string deployment);
}
