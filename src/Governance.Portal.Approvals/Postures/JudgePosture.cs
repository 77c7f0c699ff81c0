using System.Data.Common;
using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Data.Incidents;
using Governance.Domain.Gates;
using Governance.Domain.Incidents;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Postures;

/// <summary>What a deployment does not meet now.</summary>
/// <param name="Faults">The rules; none for one that is in policy.</param>
/// <param name="Next">When an age or a date can change that, at the latest.</param>
internal sealed record PostureJudgement(IReadOnlyList<PostureFault> Faults, DateTimeOffset Next);

/// <summary>
/// Judges a deployment by what is true now: the gate of the promotion it rests on, by the policies in force, on evidence, risks and
/// measurements of this moment. Stores nothing. The artifact's bytes are read when it is deployed, and by the check of stored files.
/// </summary>
internal sealed partial class JudgePosture(IReadGateFacts gate, TimeProvider clock, ILogger<JudgePosture> logger)
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
        var now = clock.GetUtcNow();
        try
        {
            var facts = await gate.ReadAsync(db, deployment.Promotion, [], now, ct);
            var found = FaultsOf(facts.Policies, GateEvaluator.Evaluate(facts.Policies, facts.Input));
            var faults = await ReviewedAsync(db, deployment, found, before, ct);
            return new(
                [.. faults, .. await HeldAsync(db, deployment, ct), .. await StoppedAsync(db, deployment, ct)],
                PostureSchedule.Next(facts, now)
            );
        }
        catch (RecordAlteredException altered)
        {
            return new([Own(RecordIntegrity.Code, altered.Refusal.Message)], now + AtLeastEvery);
        }
#pragma warning disable CA1031 // Whatever keeps a deployment from being judged, a row that cannot be read among it, puts it out of policy.
        catch (Exception e) when (!ct.IsCancellationRequested && !IsOfDatabase(e))
#pragma warning restore CA1031
        {
            LogNotJudged(e, deployment.Id.ToString());
            return new([Own("posture.not-judged", "The deployment could not be evaluated. Check the portal's log.")], now + AgainAfter);
        }
    }

    /// <summary>Judges by the policies in force, and by them with a proposed one in its place, on the same facts.</summary>
    public async Task<(IReadOnlyList<PostureFault> Before, IReadOnlyList<PostureFault> After)> CompareAsync(
        GovernanceDbContext db,
        Deployment deployment,
        PolicyDocument proposed,
        CancellationToken ct
    )
    {
        var facts = await gate.ReadAsync(db, deployment.Promotion, [proposed], clock.GetUtcNow(), ct);
        IReadOnlyList<PolicyDocument> after = [.. facts.Policies.Where(p => p.Name != proposed.Name), proposed];
        return (
            FaultsOf(facts.Policies, GateEvaluator.Evaluate(facts.Policies, facts.Input)),
            FaultsOf(after, GateEvaluator.Evaluate(after, facts.Input))
        );
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
                        Grace = continuous?.GraceOf(r.Severity),
                        EndsPermits = continuous?.Then is ContinuousStep.BlockPermits or ContinuousStep.RequireReview,
                        AsksReview = continuous?.Then is ContinuousStep.RequireReview,
                    };
                }),
        ];
    }

    // A review that was recorded since a rule fails, and says that the version stays, gives its permits back.
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
        return reviews.Find(r => r.IsAbout(deployment.Environment)) is { Allows: true } last
            ? [.. faults.Select(f => f.AsksReview && before?.SinceOf(f) <= last.At ? f with { EndsPermits = false } : f)]
            : faults;
    }

    // A database that is away for a moment says nothing of a deployment: the round ends, and the next one judges.
    private static bool IsOfDatabase(Exception e) => e is DbException || e.InnerException is DbException;

    private static PostureFault Own(string code, string message) => new(PolicyDocument.BaselineName, code, s_critical, true, message);

    private static async Task<IReadOnlyList<PostureFault>> HeldAsync(GovernanceDbContext db, Deployment deployment, CancellationToken ct) =>
        await IncidentHolds.OfAsync(db, deployment.Model, deployment.Version, ct) is { } incident
            ? [Own("incident.holds", IncidentRefusals.Holds(incident, ModelName.Of(deployment.Model, deployment.Version)).Message)]
            : [];

    private static async Task<IReadOnlyList<PostureFault>> StoppedAsync(
        GovernanceDbContext db,
        Deployment deployment,
        CancellationToken ct
    ) => await StoppedAgents.OfAsync(db, deployment.Model, ct) is { } stopped ? [Own(stopped.Code, stopped.Message)] : [];

    [LoggerMessage(1480, LogLevel.Error, "{Deployment} could not be evaluated; it is treated as out of policy")]
    private partial void LogNotJudged(Exception e, string deployment);
}
