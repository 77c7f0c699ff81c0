using Governance.Data.Audit.Records;
using Governance.Domain.Agents.Tools;
using Governance.Domain.Audit;
using Governance.Domain.Compliance;
using Governance.Domain.Datasets;
using Governance.Domain.Experiments;
using Governance.Domain.Gates;
using Governance.Domain.Intake;
using Governance.Domain.Lineage;
using Governance.Domain.ModelRisk;
using Governance.Domain.Models;
using Governance.Domain.Oversight;
using Governance.Domain.Risks;
using Governance.Domain.Suppliers;
using Governance.Domain.Systems;
using Governance.Domain.Targets;
using Governance.Domain.Training;
using Governance.Portal.Kernel.Facts;

namespace Governance.Portal.Approvals.Policies;

/// <summary>The facts about a version that rules ask for, whichever gate asks: they are read, and compared, in one way.</summary>
internal static class FactReads
{
    /// <summary>Declares them, with the log's own leaves.</summary>
    public static DecisionReads<T> WithFacts<T>(this DecisionReads<T> reads) =>
        reads
            .Whole<AiSystem>()
            .Whole<Assessment>()
            .Whole<RiskLowering>()
            .Whole<PolicyVersion>()
            .AnchoredIn<TierAssessment>("ValidationFacts, of the model, rows that are gone too")
            .AnchoredIn<ModelValidation>("ValidationFacts, of the model, rows that are gone too")
            .AnchoredIn<ValidationReport>("ValidationFacts, of the model, rows that are gone too")
            .AnchoredIn<ValidationFinding>("ValidationFacts, of the model, rows that are gone too")
            .AnchoredIn<ModelChange>("ValidationFacts, of the model, rows that are gone too")
            .AnchoredIn<Overseer>("OversightOfModel, of the model's systems, rows that are gone too")
            .AnchoredIn<StopTest>("OversightOfModel, of the model's systems, rows that are gone too")
            .AnchoredIn<SystemTargets>("SignedTargets, of the model's systems, rows that are gone too")
            .AnchoredIn<TargetsSignature>("SignedTargets, of the model's systems, rows that are gone too")
            .AnchoredIn<AgentToolReview>("ToolReviews, of the tools of the manifest, rows that are gone too")
            .AnchoredIn<AgentToolObservation>("ObservedTools, of the model")
            .AnchoredIn<DatasetRecord>("DataOfVersion, by the names that count")
            .AnchoredIn<Experiment>("GateInputBuilder.ReportsAsync, of the model")
            .AnchoredIn<StoredLineageEvent>("AnchoredLineage, every event, and its bytes by their digest")
            .AnchoredIn<TrainingRun>("TrainingOfVersion, of the version")
            .AnchoredIn<TrainingPermit>("MatchTraining, those that the runs name")
            .AnchoredIn<IssuedTrainingPermit>("MatchTraining, of those permits")
            .AnchoredIn<RiskVersion>("RiskAssessments, of the risks that count")
            .AnchoredIn<UseCase>("UseCasesOfModel, those of the model's systems")
            .AnchoredIn<UseCaseCondition>("UseCasesOfModel, of those use cases")
            .AnchoredIn<Supplier>("SuppliersOfVersion, those that count")
            .AnchoredIn<SupplierRecord>("SuppliersOfVersion, the whole table")
            .WithCoverage()
            .Recomputed<AuditEntry>("the log's own checkpoints");
}
