using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Data.Audit.Records;
using Governance.Data.Retirements;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Experiments;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Governance.Domain.Retirements;
using Governance.Domain.Risks;
using Governance.Policies;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>
/// Keeps the evidence bundle of every open or approved promotion equal to the facts. To evaluate a promotion is to judge its gate and to
/// store the bundle it then has; a bundle that differs voids the signatures on the one before. Any action that changes a fact (evidence,
/// artifact, model, deployment, policy) calls <see cref="ReevaluateAsync"/> in its own transaction, after queueing the change.
/// </summary>
public sealed partial class PromotionEvaluator(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    StoredArtifacts artifacts,
    OpaDecisions opa,
    IFollowRetirement retirements,
    BundleFactSources measurements,
    AgentManifests agents,
    TimeProvider clock
) : IFactsChanged, IReadGateFacts
{
    /// <summary>How old a gate run may be at a signature.</summary>
    public static readonly TimeSpan SigningAge = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    Task IFactsChanged.ChangedAsync(ActionContext context, string model, string? version, CancellationToken ct) =>
        ReevaluateAsync(context, model, version, ct);

    /// <summary>
    /// Hashes the artifacts of the live promotions concerned, and asks remote policy engines about them. Call it before the transaction:
    /// then the evaluator finds all it needs. It reads no gigabytes and waits for no one while it holds the database's write lock: what it
    /// then lacks ends the transaction, is fetched, and the action begins again (<see cref="OutsideFactNeededException"/>).
    /// </summary>
    /// <param name="model">The model, or null for all.</param>
    /// <param name="version">The version, or null for all.</param>
    /// <param name="ct">Cancels.</param>
    public async Task PrepareAsync(string? model, string? version, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var digests = await (
            from promotion in db.Promotions
            join v in db.Versions on new { promotion.Model, promotion.Version } equals new { v.Model, v.Version }
            where
                (promotion.State == PromotionState.Open || promotion.State == PromotionState.Approved)
                && (model == null || promotion.Model == model)
                && (version == null || promotion.Version == version)
            select v.ArtifactSha256
        )
            .Distinct()
            .ToListAsync(ct);
        foreach (var digest in digests)
        {
            await artifacts.CachedHashAsync(digest, ct);
        }

        if (OpaDecisions.AreAsked(await ActivePolicies.LoadAsync(db, ct)))
        {
            // A remote engine is asked here for the same reason: its answer is remembered, and the transaction need not wait for it.
            foreach (
                var promotion in await db
                    .Promotions.Where(p =>
                        (p.State == PromotionState.Open || p.State == PromotionState.Approved)
                        && (model == null || p.Model == model)
                        && (version == null || p.Version == version)
                    )
                    .OrderBy(p => p.Id)
                    .ToListAsync(ct)
            )
            {
                await PlanAsync(db, promotion, clock.GetLocalNow(), atSigning: false, ct);
            }
        }
    }

    /// <summary>
    /// Evaluates every live promotion of a model, or of one version, on the facts as they are now, with what the running action has queued.
    /// </summary>
    /// <param name="context">The running action.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version's name; null when the fact concerns all versions (owner's risk class, production,
    /// policies).</param>
    /// <param name="ct">Cancels.</param>
    public async Task ReevaluateAsync(ActionContext context, string model, string? version, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (await context.Db.LockModelAsync(model, ct) is null)
        {
            return;
        }

        var live = await context
            .Db.Promotions.Where(p =>
                p.Model == model
                && (version == null || p.Version == version)
                && (p.State == PromotionState.Open || p.State == PromotionState.Approved)
            )
            .WithPendingAsync(context.Db, p => p.Model == model && (version is null || p.Version == version) && p.IsLive, ct);
        foreach (var promotion in live.OrderBy(p => p.Id.Number))
        {
            // One that the loop has closed (a retirement) is done.
            if (promotion.IsLive)
            {
                await EvaluateAsync(context, promotion, atSigning: false, ct);
            }
        }
    }

    /// <summary>Evaluates one promotion.</summary>
    /// <param name="context">The running action.</param>
    /// <param name="promotion">A live promotion, tracked.</param>
    /// <param name="atSigning">True before a signature: then the gate also runs again when its last run is old.</param>
    /// <param name="ct">Cancels.</param>
    internal async Task EvaluateAsync(ActionContext context, Promotion promotion, bool atSigning, CancellationToken ct)
    {
        if (promotion.Expire(context.Now))
        {
            PromotionEvents.Expired(context, promotion);
            await OverrideEvents.FollowAsync(context, promotion, ct);
            return;
        }

        var plan = await PlanAsync(context.Db, promotion, context.Now, atSigning, ct);
        await ApplyAsync(context, promotion, plan, ct);
    }

    /// <summary>Computes from the stored facts what a promotion's bundle should be.</summary>
    internal async Task<EvaluationPlan> PlanAsync(
        GovernanceDbContext db,
        Promotion promotion,
        DateTimeOffset now,
        bool atSigning,
        CancellationToken ct
    )
    {
        var (modelName, versionName) = (promotion.Model, promotion.Version);
        var (question, facts, risks, policies, named, input, reference) = await FactsAsync(db, promotion, HashAsync, [], now, ct);
        var id = promotion.Id;
        // Only where the run it names is old can it matter whether another one followed that says the same.
        var lastRun =
            !atSigning ? null
            : named?.EvaluatedAt >= now - SigningAge ? named.EvaluatedAt
            : await db.GateRuns.Where(r => r.Promotion == id).MaxAsync(r => (DateTimeOffset?)r.EvaluatedAt, ct);
        var (keeps, fresh) = Choose(named, lastRun, input, policies, now - SigningAge);
        var running = facts.InProduction.OrderBy(d => d.Since).ThenBy(d => d.Id.Number).LastOrDefault();
        // Deployed under an emergency override, it is signed against the version it replaced, as if the signatures had come first.
        var production = running?.Version == versionName ? running.RollbackTarget : running?.Version;
        var retirement = promotion.To is Stage.Retired ? await RetirementHolds.LiveAsync(db, modelName, versionName, ct) : null;
        return new EvaluationPlan(question, facts.Evidence, facts.Waivers, risks, production, keeps ? named : null, fresh)
        {
            Parties = await PromotionParties.ReadAsync(db, facts, ct),
            Retirement = retirement is null ? null : new(retirement.Id.ToString(), retirement.BundledSha256),
            Monitoring = input.Monitoring?.Bands,
            Reference = reference,
            Oversight = input.Oversight,
            NoRollbackPlanSha256 = input is { Rollback: null, NoRollback: { IsExplained: true, Explanation: { } stated } }
                ? stated.PlanSha256
                : null,
            Appetites = (input.Risks ?? [])
                .Where(r => r.Appetite is not null)
                .ToDictionary(r => r.Id, r => r.Appetite!.Value, StringComparer.Ordinal),
            Attestations = facts.Attestations,
            MoreRoles = retirement is not { MadeWith: null } ? [] : Retirement.Signers(input.Model.RiskClass is "high" or "prohibited"),
        };
    }

    /// <inheritdoc/>
    DecisionReads IReadGateFacts.Reads => Reads;

    /// <inheritdoc/>
    async Task<GateFacts> IReadGateFacts.ReadAsync(
        GovernanceDbContext db,
        PromotionId promotion,
        IReadOnlyList<PolicyDocument> proposed,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var asked = await db.Promotions.SingleAsync(p => p.Id == promotion, ct);
        Task<StoredContent?> FindAsync(ModelVersion version, CancellationToken token) => artifacts.FindAsync(version.ArtifactSha256, token);
        var facts = await FactsAsync(db, asked, FindAsync, proposed, now, ct);
        return new(facts.Policies, facts.Input);
    }

    // Read, and compared with the log.
    private async Task<Judged> FactsAsync(
        GovernanceDbContext db,
        Promotion promotion,
        Func<ModelVersion, CancellationToken, Task<StoredContent?>> stored,
        IReadOnlyList<PolicyDocument> proposed,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (modelName, versionName) = (promotion.Model, promotion.Version);
        var named = promotion.GateRun.Number == 0 ? null : await db.GateRuns.FindAsync([promotion.GateRun], ct);
        await Reads.EnsureAsync(db, await SubjectAsync(db, promotion, named, ct), ct);
        // What the action has read or queued already is taken as it is.
        var model = await db.Models.FindAsync([modelName], ct) ?? throw Missing(promotion);
        var version = await db.Versions.FindAsync([modelName, versionName], ct) ?? throw Missing(promotion);
        var facts = await VersionFacts.ReadAsync(db, version, ct);
        // Few versions have any: an attestation that was taken away opens nothing, unless the run that is named rests on it.
        if (facts.Attestations.Count > 0 || RunRecords.RestsOnAttestations(named))
        {
            await RecordIntegrity.EnsureAsync(
                db,
                [RecordsAsked.Of<EvidenceAttestation>(nameof(EvidenceAttestation.Model), modelName).OrGoneUnder([modelName])],
                ct
            );
        }

        // What was granted is in the words of a waiver, and a waiver is found by the digest of its version.
        if (facts.Waivers.Count > 0)
        {
            await RecordIntegrity.EnsureAsync(
                db,
                [
                    RecordsAsked.Of<Waiver>(nameof(Waiver.Id), facts.Waivers.Select(w => (object)w.Id)),
                    RecordsAsked.Of<WaiverWord>(nameof(WaiverWord.Waiver), facts.Waivers.Select(w => (object)w.Id)),
                ],
                ct
            );
        }

        var policies = await ActivePolicies.LoadComparedAsync(db, ct);
        var content = version.ArtifactStoredAt is null ? null : await stored(version, ct);
        var question = new GateQuestion(model, version, promotion.From, promotion.To, promotion.Requesters)
        {
            Experiment = await ExperimentAsync(db, promotion, ct),
        };
        var risks = await RisksOfModel.ReadAsync(db, model, versionName, ct);
        var asking = proposed.Concat(policies).ToList();
        var measured = await measurements.ReadAsync(db, modelName, versionName, asking, ct);
        var agent = await agents.OfAsync(db, version, ct);
        var input = await GateInputBuilder.BuildAsync(db, question, facts, risks, measured, agent, asking, content, now, ct);
        return new(question, facts, risks ?? [], policies, named, await opa.AnswerAsync(asking, input, ct), measured.Reference);
    }

    // Its plan is part of what is signed: a row that says otherwise than the log is no plan.
    private static async Task<Experiment?> ExperimentAsync(GovernanceDbContext db, Promotion promotion, CancellationToken ct)
    {
        if (promotion.Experiment is not { } id)
        {
            return null;
        }

        await RecordIntegrity.EnsureAsync(db, [RecordsAsked.Of<Experiment>(nameof(Experiment.Id), id)], ct);
        return await db.Experiments.FindAsync([id], ct)
            ?? throw new InvalidOperationException($"{promotion.Id} is limited to an experiment that is not on record.");
    }

    private Task<StoredContent?> HashAsync(ModelVersion version, CancellationToken ct) =>
        artifacts.CachedHashAsync(version.ArtifactSha256, ct);

    private static InvalidOperationException Missing(Promotion promotion) => new($"{promotion.Id} is of a version that is not registered.");

    /// <summary>True when applying this plan would change the bundle, or who is party to it.</summary>
    internal static bool Changes(Promotion promotion, EvaluationPlan plan) =>
        plan.Named is not { } run
        || !promotion.Parties.SequenceEqual(plan.Parties)
        || promotion.MakersMaySign != run.ReadResult().Approvals.MakersMaySign
        || Sha256Hex.Of(plan.BundleOf(promotion, run).ToBytes()) != promotion.BundleDigest;

    /// <summary>Stores what the plan found and applies it to the promotion, with the log entries of all that follows.</summary>
    internal async Task ApplyAsync(ActionContext context, Promotion promotion, EvaluationPlan plan, CancellationToken ct)
    {
        var fresh = plan.Fresh is null
            ? null
            : await GateRuns.StoreAsync(context, promotion.Id, plan.Question.Version, plan.Question.To, plan.Fresh, ct);
        if (plan.Fresh is { } judged)
        {
            await RaiseRiskAlerts.GateJudgedAsync(
                context,
                promotion.Model,
                promotion.Version,
                [.. judged.Result.Results.Where(r => r.Blocks && r.Type != "risk_appetite").Select(r => $"{r.Policy}/{r.RuleId}")],
                ct
            );
        }

        var run = plan.Named ?? fresh ?? throw new InvalidOperationException($"{promotion.Id} has no gate run to name.");
        var result = run.ReadResult();
        var bytes = plan.BundleOf(promotion, run).ToBytes();
        var digest = Sha256Hex.Of(bytes);
        if (
            digest == promotion.BundleDigest
            && promotion.Parties.SequenceEqual(plan.Parties)
            && promotion.MakersMaySign == result.Approvals.MakersMaySign
        )
        {
            return; // Only a run with the same result was stored again.
        }

        var before = promotion.BundleDigest;
        var changed =
            before.Length == 0 ? null
            : digest == before ? "parties"
            : EvidenceBundle.FirstDifference(promotion.Bundle, bytes);
        var outcome = promotion.Apply(
            new PromotionEvaluation(
                bytes,
                digest,
                run.Id,
                run.Outcome,
                [.. result.Approvals.Roles.Select(WireName.Parse<SignOffRole>), .. plan.MoreRoles],
                result.Approvals.OpenDays,
                result.Approvals.MaxAgeDays
            )
            {
                Parties = plan.Parties,
                MakersMaySign = result.Approvals.MakersMaySign,
            },
            changed,
            context.Now
        );
        if (changed is not null)
        {
            PromotionEvents.Reevaluated(context, promotion, changed, before, outcome);
        }

        if (outcome.Approved)
        {
            await ApprovedAsync(context, promotion, plan.Question.Version, ct);
        }
        else if (changed is not null)
        {
            await OverrideEvents.FollowAsync(context, promotion, ct);
        }
    }

    /// <summary>Why a request to retire may not be approved now: its retirement has steps left. Null for every other request.</summary>
    internal async Task<Refusal?> RefusesRetirementAsync(ActionContext context, Promotion promotion, CancellationToken ct) =>
        promotion.To is Stage.Retired
        && await RetirementHolds.LiveAsync(context.Db, promotion.Model, promotion.Version, ct) is { } retirement
            ? await retirements.RefusesSignatureAsync(context, retirement, ct)
            : null;

    /// <summary>
    /// Logs an approval and carries out one that needs no deployment: a retirement, or one that an emergency override came before.
    /// </summary>
    internal async Task ApprovedAsync(ActionContext context, Promotion promotion, ModelVersion version, CancellationToken ct)
    {
        PromotionEvents.Approved(context, promotion);
        await OverrideEvents.FollowAsync(context, promotion, ct);
        if (promotion.To is not Stage.Retired)
        {
            var id = promotion.Id;
            if (
                await context
                    .Db.Deployments.Where(d => d.Promotion == id && d.Override != null && d.Until == null)
                    .OrderBy(d => d.Id)
                    .Select(d => (DeploymentId?)d.Id)
                    .FirstOrDefaultAsync(ct) is
                { } running
            )
            {
                promotion.MarkDeployed(context.Now);
                PromotionEvents.Deployed(context, promotion, running);
            }

            return;
        }

        if (version.MoveTo(Stage.Retired, promotion.Id.ToString(), context.Now) is { } change)
        {
            context.Db.StageChanges.Add(change);
            await GatedAliases.DropAsync(context, version, promotion.Id.ToString(), ct);
        }

        var serving = await context
            .Db.Deployments.Where(d => d.Model == version.Model && d.Version == version.Version && d.Until == null)
            .WithPendingAsync(context.Db, d => d.Model == version.Model && d.Version == version.Version && d.Until is null, ct);
        foreach (var deployment in serving)
        {
            deployment.End(context.Now);
        }

        promotion.MarkDeployed(context.Now);
        PromotionEvents.Retired(context, promotion, version, serving);
        await retirements.RetiredAsync(context, promotion, version, ct);
        await ReevaluateAsync(context, promotion.Model, null, ct);
    }

    /// <summary>
    /// The run the promotion keeps naming stays unless an input changed, or a policy that applies, or what the gate says. Another age of
    /// the same facts is no reason to run again, except before a signature on an old run. A measurement that moved within its band changes
    /// no fact, nor does a training or a test of overseers who stay the same; the gate is judged on it all the same, for a bound may lie
    /// within the band.
    /// </summary>
    private static (bool Keeps, Evaluation? Fresh) Choose(
        GateRun? named,
        DateTimeOffset? lastRun,
        GateInput input,
        IReadOnlyList<PolicyDocument> policies,
        DateTimeOffset notBefore
    )
    {
        var sameFacts = named is not null && named.InputFactsSha256 == GateRuns.FactsDigest(input);
        var old = lastRun < notBefore; // null unless a signature follows
        if (sameFacts && named!.UsedPolicies(policies) && !old && !WasMeasuredAgain(named!, input))
        {
            return (true, null);
        }

        var evaluation = GateRuns.Evaluate(input, policies);
        // An engine that says the same of the same facts voids no signature: its run is replayed as it was made.
        var keeps = sameFacts && GateEvaluator.CanReplay(named!.Engine) && GateRuns.SaysTheSame(named.ReadResult(), evaluation.Result);
        return (keeps, !keeps || old ? evaluation : null);
    }

    private static bool WasMeasuredAgain(GateRun named, GateInput input)
    {
        if (input is { Monitoring: null, Oversight: null })
        {
            return false;
        }

        var before = GateInput.Read(named.Input).Input;
        return before?.Monitoring?.Sha256() != input.Monitoring?.Sha256() || before?.Oversight?.Sha256() != input.Oversight?.Sha256();
    }

    private sealed record Judged(
        GateQuestion Question,
        VersionFacts Facts,
        IReadOnlyList<Risk> Risks,
        IReadOnlyList<PolicyDocument> Policies,
        GateRun? Named,
        GateInput Input,
        BundledReference? Reference
    );
}
