using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Agents;
using Governance.Domain.Approvals;
using Governance.Domain.Cards;
using Governance.Domain.Competences;
using Governance.Domain.Experiments;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Domain.Retirements;
using Governance.Domain.Risks;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Kernel.AuditLog;
using Microsoft.AspNetCore.Identity;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>The rows that decide about a promotion, which are compared with the log before they are believed.</summary>
public sealed partial class PromotionEvaluator
{
    /// <summary>What a gate reads that judges a promotion.</summary>
    /// <remarks>
    /// What is left out because someone wrote that it does not count, or that it is another model's, is missed: the queries of the gate
    /// would not read it. So the tables of what makes a model stricter, which have few rows, are compared as a whole.
    /// </remarks>
    internal static DecisionReads<GateSubject> Reads { get; } =
        new DecisionReads<GateSubject>("gate")
            .Anchored<Promotion>(s => RecordsAsked.Of<Promotion>(nameof(Promotion.Id), s.Promotion.Id))
            .Anchored<SignOff>(s => RecordsAsked.Of<SignOff>(nameof(SignOff.Promotion), s.Promotion.Id))
            // The log says which they are: one that someone gave to another promotion, or took away, is asked for all the same.
            .Anchored<SignOff>(s =>
                RecordsAsked
                    .Of<SignOff>(nameof(SignOff.Id), s.Signed.Select(id => (object)id))
                    .OrGone(s.Signed.Select(id => new object[] { id.Number }))
            )
            .Anchored<GateRun>(s => RecordsAsked.Of<GateRun>(nameof(GateRun.Promotion), s.Promotion.Id))
            .Anchored<Model>(s => RecordsAsked.Of<Model>(nameof(Model.Name), s.Promotion.Model))
            .Anchored<ModelVersion>(s =>
                RecordsAsked
                    .Of<ModelVersion>(nameof(ModelVersion.Model), s.Promotion.Model)
                    .And(nameof(ModelVersion.Version), s.Promotion.Version)
            )
            .Anchored<Evidence>(s =>
                RecordsAsked.Of<Evidence>(nameof(Evidence.Model), s.Promotion.Model).And(nameof(Evidence.Version), s.Promotion.Version)
            )
            .Anchored<Evidence>(s => RunRecords.Evidence(s.Run))
            // Whose signature it is, is party to the promotion: to take it away would make them free to sign.
            .Anchored<ModelSignature>(s =>
                RecordsAsked.Of<ModelSignature>(nameof(ModelSignature.Model), s.Promotion.Model).OrGoneUnder([s.Promotion.Model])
            )
            .AnchoredIn<EvidenceAttestation>("PromotionEvaluator.FactsAsync, where there is one or the run rests on one")
            .Anchored<Waiver>(s =>
                RecordsAsked.Of<Waiver>(nameof(Waiver.Model), s.Promotion.Model).And(nameof(Waiver.Version), s.Promotion.Version)
            )
            .AnchoredIn<WaiverWord>("PromotionEvaluator.FactsAsync, of the waivers that count")
            .Anchored<Deployment>(s => RecordsAsked.Of<Deployment>(nameof(Deployment.Model), s.Promotion.Model))
            .Anchored<Risk>(s => RecordsAsked.Of<Risk>(nameof(Risk.Model), s.Promotion.Model))
            .Anchored<Risk>(s => RunRecords.Risks(s.Run))
            .AnchoredIn<RiskAcceptance>("RecordStatements: tracked with its risk, and so compared when the evaluation is saved")
            .AnchoredIn<AcceptanceSignature>("RecordStatements: tracked with its acceptance, and so compared when the evaluation is saved")
            .Anchored<Alert>(s => RunRecords.Alerts(s.Run))
            .Anchored<MonitoringWindow>(s => RunRecords.Windows(s.Run))
            .Whole<CompetencePlan>()
            .AnchoredIn<Agent>("RecordStatements: tracked, and so compared when the evaluation is saved")
            .AnchoredIn<RollbackPlan>("WayBack, of the deployments that serve")
            .AnchoredIn<Experiment>("PromotionEvaluator.ExperimentAsync, the one that the promotion is limited to")
            .AnchoredIn<Card>("RecordStatements: tracked, and so compared when the evaluation is saved")
            .AnchoredIn<User>("GateCallers, OversightOfModel and AccessReader, the people who count")
            .AnchoredIn<IdentityUserRole<int>>("GateCallers, the roles of who asks")
            .AnchoredIn<RoleScope>("GateCallers, what the roles of who asks are limited to")
            .AnchoredIn<ApiKey>("GateCallers and AccessReader, the keys behind which people stand")
            .AnchoredIn<Retirement>("RetirementHolds: the bundle's own digest stands in it, and what is signed is compared with it")
            .WithFacts();

    private static async Task<GateSubject> SubjectAsync(GovernanceDbContext db, Promotion promotion, GateRun? run, CancellationToken ct)
    {
        var said = promotion.GateRun.Number == 0 ? null : await LoggedFact.OfAsync(db, [promotion.Id.ToString()], ["promotion.signed"], ct);
        return new(
            promotion,
            run,
            [
                .. (said ?? [])
                    .Select(f => DisplayId.TryParse<SignOffId>(f.Text("signOff"), out var id) ? id : default)
                    .Where(id => id != default),
            ]
        );
    }

    /// <summary>What a gate judges.</summary>
    /// <param name="Promotion">The promotion.</param>
    /// <param name="Run">The run it names; null before the first.</param>
    /// <param name="Signed">The sign-offs that the log names.</param>
    internal sealed record GateSubject(Promotion Promotion, GateRun? Run, IReadOnlyList<SignOffId> Signed);
}
