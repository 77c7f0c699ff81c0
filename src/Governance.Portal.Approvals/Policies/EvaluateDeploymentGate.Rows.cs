using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Data.Identity;
using Governance.Domain.Agents;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Incidents;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Domain.Retirements;
using Governance.Domain.Risks;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Policies;

/// <content>What the gate compares with the log before it lets something in: every row that it believed.</content>
public sealed partial class EvaluateDeploymentGate
{
    private static IEnumerable<DeployReason> OfArtifact(ModelVersion version, bool isThere, string? asked)
    {
        if (!string.IsNullOrWhiteSpace(asked) && !string.Equals(asked.Trim(), version.ArtifactSha256, StringComparison.OrdinalIgnoreCase))
        {
            yield return DeployReason.Of(
                "artifact.digest-differs",
                $"The file's SHA-256 does not match the registered artifact {version.ArtifactSha256}. "
                    + $"Deploy the registered file, or register a new version."
            );
        }

        if (!isThere)
        {
            yield return DeployReason.Of("artifact.not-stored", $"The artifact of {version.Id} is not in the store. Upload it.");
        }
    }

    // A version that runs and has failed a policy for longer than the policy allows.
    private async Task<(IReadOnlyList<DeployReason> Reasons, IReadOnlyList<PostureId> Ended)> OfPostureAsync(
        GovernanceDbContext db,
        ModelVersion version,
        Stage stage,
        CancellationToken ct
    )
    {
        var now = clock.GetLocalNow();
        // What staging asks ends no permits for production; what production asks ends those of the place that serves people too.
        var ended = await db
            .Postures.AsNoTracking()
            .Where(p =>
                p.Model == version.Model
                && p.Version == version.Version
                && p.Until == null
                && p.PermitsEndAt <= now
                && (p.Stage == stage || db.Deployments.Any(d => d.Id == p.Deployment && d.Stage == stage))
            )
            .OrderBy(p => p.PermitsEndAt)
            .ThenBy(p => p.Id)
            .ToListAsync(ct);
        List<PostureId> ids = [.. ended.Select(p => p.Id)];
        // Of what the gate refuses by itself it says so by itself.
        if (ended.Find(p => p.Findings.Any(f => f.EndsPermits && f.IsOverdue(now))) is not { } over)
        {
            return ([], ids);
        }

        var refusal = PostureRefusals.OverIn(over, now);
        return ([DeployReason.Of(refusal.Code, refusal.Message)], ids);
    }

    /// <summary>
    /// Asked last, and only where nothing else shuts the gate. What holds a version (an incident, a retirement, a stricter class) is
    /// compared as a whole table: a row that was taken away or given to another model holds nothing, and nothing read about this model
    /// shows it.
    /// </summary>
    private static async Task<IReadOnlyList<DeployReason>> OfRowsAsync(
        GovernanceDbContext db,
        Model model,
        ModelVersion version,
        IReadOnlyList<Promotion> promotions,
        GateRun? run,
        IReadOnlyList<PostureId> ended,
        List<DeployReason> reasons,
        CancellationToken ct
    )
    {
        if (reasons.Count > 0)
        {
            return [];
        }

        // Read, and so remembered, for the class, the risks and the waivers that were judged.
        var risks = db.Risks.Local.ToList();
        var waivers = db.Waivers.Local.Select(w => w.Id).ToList();
        var running = await db
            .Deployments.AsNoTracking()
            .Where(d => d.Model == version.Model && d.Version == version.Version && d.Until == null)
            .Select(d => new { d.Id, IsJudged = db.Postures.Any(p => p.Deployment == d.Id && p.Until == null) })
            .ToListAsync(ct);
        var about = new GateOpening(model, version, promotions, run, risks, [.. running.Select(d => d.Id)])
        {
            HasUnjudged = running.Exists(d => !d.IsJudged),
            Ended = ended,
            Waivers = waivers,
        };
        return await Reads.VerifyAsync(db, about, ct) is { } altered ? [DeployReason.Of(altered.Code, altered.Message)] : [];
    }

    /// <summary>What the deployment gate reads.</summary>
    internal static DecisionReads<GateOpening> Reads { get; } =
        new DecisionReads<GateOpening>("deployment gate")
            .Anchored<Model>(o => RecordsAsked.Of<Model>(nameof(Model.Name), o.Model.Name))
            .Anchored<ModelVersion>(o =>
                RecordsAsked.Of<ModelVersion>(nameof(ModelVersion.Model), o.Model.Name).And(nameof(ModelVersion.Version), o.Version.Version)
            )
            .Anchored<Agent>(o =>
                AgentManifests.IsOf(o.Version)
                    ? RecordsAsked.Of<Agent>(nameof(Agent.Model), o.Model.Name).OrGoneUnder([o.Model.Name])
                    : null
            )
            .Anchored<Promotion>(o => RecordsAsked.Of<Promotion>(nameof(Promotion.Id), o.Requests))
            .Anchored<GateRun>(o => RecordsAsked.Of<GateRun>(nameof(GateRun.Promotion), o.Requests))
            .Anchored<SignOff>(o => RecordsAsked.Of<SignOff>(nameof(SignOff.Promotion), o.Requests))
            .Anchored<SignedStatement>(o => RecordsAsked.Of<SignedStatement>(nameof(SignedStatement.SignOff), o.SignOffs))
            .Anchored<EmergencyOverride>(o => RecordsAsked.Of<EmergencyOverride>(nameof(EmergencyOverride.Promotion), o.Requests))
            .AnchoredIn<OverrideConfirmation>("PromotionAnchors, whose statement is verified")
            .Anchored<Risk>(o => RecordsAsked.Of<Risk>(nameof(Risk.Model), o.Model.Name))
            .Anchored<Risk>(o => RecordsAsked.Of<Risk>(nameof(Risk.Id), o.Risks.Select(r => (object)r.Id)))
            .Anchored<Risk>(o => RunRecords.Risks(o.Run))
            .Anchored<RiskAcceptance>(o => RecordsAsked.Of<RiskAcceptance>(nameof(RiskAcceptance.Risk), o.Risks.Select(r => (object)r.Id)))
            .Anchored<AcceptanceSignature>(o =>
                RecordsAsked.Of<AcceptanceSignature>(
                    nameof(AcceptanceSignature.Acceptance),
                    o.Risks.SelectMany(r => r.Acceptances).Select(a => (object)a.Id)
                )
            )
            .Anchored<EvidenceAttestation>(o =>
                RecordsAsked.Of<EvidenceAttestation>(nameof(EvidenceAttestation.Model), o.Model.Name).OrGoneUnder([o.Model.Name])
            )
            .Anchored<Deployment>(o => RecordsAsked.Of<Deployment>(nameof(Deployment.Model), o.Model.Name))
            .Anchored<Posture>(o => RecordsAsked.Of<Posture>(nameof(Posture.Model), o.Model.Name))
            // One that was given to another model is still of the same deployment or version.
            .Anchored<Posture>(o => RecordsAsked.Of<Posture>(nameof(Posture.Deployment), o.Running.Select(id => (object)id)))
            // A deployment that no posture is about was not judged yet, or its row was taken away.
            .Anchored<Posture>(o => o.HasUnjudged ? RecordsAsked.Missing<Posture>() : null)
            .Anchored<Posture>(o =>
                RecordsAsked
                    .Of<Posture>(nameof(Posture.Version), o.Version.Version)
                    .And(nameof(Posture.Environment), Posture.SeenInDecisions)
            )
            // Where permits have ended by the posture, its findings say whether that is still so: one that is gone would let them go on.
            .Anchored<PostureFinding>(o =>
                RecordsAsked
                    .Of<PostureFinding>(nameof(PostureFinding.Posture), o.Ended.Select(id => (object)id))
                    .OrGoneUnder(o.Ended.Select(id => (object)id.Number))
            )
            .Anchored<Alert>(o => RunRecords.Alerts(o.Run))
            .Anchored<Alert>(o => OpenAlerts.Of(o.Version.Version))
            .Anchored<MonitoringWindow>(o => RunRecords.Windows(o.Run))
            .Anchored<ModelReview>(o => RecordsAsked.Of<ModelReview>(nameof(ModelReview.Model), o.Model.Name).OrGoneUnder([o.Model.Name]))
            .Whole<IncidentVersion>()
            .Whole<RetirementVersion>()
            .AnchoredIn<Evidence>("PromotionAnchors: its digests stand in the bundle, whose bytes are compared")
            .AnchoredIn<Waiver>("PromotionAnchors: its digest stands in the bundle, whose bytes are compared")
            .Anchored<Waiver>(o => RecordsAsked.Of<Waiver>(nameof(Waiver.Id), o.Waivers.Select(id => (object)id)))
            .Anchored<WaiverWord>(o => RecordsAsked.Of<WaiverWord>(nameof(WaiverWord.Waiver), o.Waivers.Select(id => (object)id)))
            .AnchoredIn<User>("OversightOfModel, who oversees")
            .AnchoredIn<Incident>(
                "HeldVersions: which incident holds is in the rows of its versions, and these are compared as a whole table"
            )
            .AnchoredIn<Retirement>("HeldVersions: which holds is in the rows of its versions, and these are compared as a whole table")
            .WithFacts();

    /// <summary>What the deployment gate is about to let in.</summary>
    /// <param name="Model">The model.</param>
    /// <param name="Version">The version.</param>
    /// <param name="Promotions">Its requests to this stage.</param>
    /// <param name="Run">The run that was judged again.</param>
    /// <param name="Risks">The risks that were judged.</param>
    /// <param name="Running">Deployments of the version that serve.</param>
    internal sealed record GateOpening(
        Model Model,
        ModelVersion Version,
        IReadOnlyList<Promotion> Promotions,
        GateRun? Run,
        IReadOnlyList<Risk> Risks,
        IReadOnlyList<DeploymentId> Running
    )
    {
        /// <summary>Postures by which permits have ended, whatever their findings say.</summary>
        public IReadOnlyList<PostureId> Ended { get; init; } = [];

        /// <summary>True when a running deployment has no posture.</summary>
        public bool HasUnjudged { get; init; }

        /// <summary>The waivers that were judged.</summary>
        public IReadOnlyList<WaiverId> Waivers { get; init; } = [];

        /// <summary>The requests, by their ids.</summary>
        public IEnumerable<object> Requests => Promotions.Select(p => (object)p.Id);

        /// <summary>What was signed of them, by id.</summary>
        public IEnumerable<object> SignOffs => Promotions.SelectMany(p => p.SignOffs).Select(s => (object)s.Id);
    }

    /// <summary>A model with the class it is judged by today.</summary>
    private sealed record JudgedModel(Model Model, ModelClass Class, ModelVersion Version);
}
