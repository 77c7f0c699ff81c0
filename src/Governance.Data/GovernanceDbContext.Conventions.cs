using Governance.Data.Conventions;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Cards;
using Governance.Domain.Compliance;
using Governance.Domain.Decisions;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Lineage;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Domain.Reports;
using Governance.Domain.Risks;
using Governance.Domain.Systems;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <summary>How the types of the domain are stored: ids as their number, values of enumerations by their wire names.</summary>
public abstract partial class GovernanceDbContext
{
    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicksConverter>();
        DisplayId<UserId>(configurationBuilder);
        DisplayId<ApiKeyId>(configurationBuilder);
        DisplayId<AccessReviewId>(configurationBuilder);
        DisplayId<PromotionId>(configurationBuilder);
        DisplayId<SignOffId>(configurationBuilder);
        DisplayId<DelegationId>(configurationBuilder);
        DisplayId<OverrideId>(configurationBuilder);
        DisplayId<GateRunId>(configurationBuilder);
        DisplayId<WaiverId>(configurationBuilder);
        DisplayId<PolicyProposalId>(configurationBuilder);
        DisplayId<PermitId>(configurationBuilder);
        DisplayId<PostureId>(configurationBuilder);
        DisplayId<ModelReviewId>(configurationBuilder);
        DisplayId<HookCallId>(configurationBuilder);
        DisplayId<SourceReviewId>(configurationBuilder);
        DisplayId<EvidenceId>(configurationBuilder);
        DisplayId<DeploymentId>(configurationBuilder);
        DisplayId<WindowId>(configurationBuilder);
        DisplayId<ReportId>(configurationBuilder);
        DisplayId<AlertId>(configurationBuilder);
        DisplayId<MonitorId>(configurationBuilder);
        DisplayId<DecisionBatchId>(configurationBuilder);
        DisplayId<SystemId>(configurationBuilder);
        DisplayId<AssessmentId>(configurationBuilder);
        DisplayId<CardId>(configurationBuilder);
        DisplayId<RiskId>(configurationBuilder);
        DisplayId<IncidentId>(configurationBuilder);
        DisplayId<PlaybookVersionId>(configurationBuilder);
        AgentConventions(configurationBuilder);
        DatasetConventions(configurationBuilder);
        TrainingConventions(configurationBuilder);
        ExperimentConventions(configurationBuilder);
        CompetenceConventions(configurationBuilder);
        SupplierConventions(configurationBuilder);
        DiscoveryConventions(configurationBuilder);
        Explanations(configurationBuilder);
        ModelRisk(configurationBuilder);
        Oversight(configurationBuilder);
        Targets(configurationBuilder);
        Intake(configurationBuilder);
        DecisionReviewConventions(configurationBuilder);
        Threats(configurationBuilder);
        Validation(configurationBuilder);
        Wire<AccessVerdict>(configurationBuilder);
        Wire<Stage>(configurationBuilder);
        Wire<RiskClass>(configurationBuilder);
        Wire<RiskLoweringState>(configurationBuilder);
        Wire<EvidenceKind>(configurationBuilder);
        Wire<DeploymentKind>(configurationBuilder);
        Wire<PromotionState>(configurationBuilder);
        Wire<SignOffRole>(configurationBuilder);
        Wire<SignOffDecision>(configurationBuilder);
        Wire<SignOffStatus>(configurationBuilder);
        Wire<OverrideState>(configurationBuilder);
        Wire<OverrideEnd>(configurationBuilder);
        Wire<GateOutcome>(configurationBuilder);
        Wire<WaiverState>(configurationBuilder);
        Wire<WaiverWordKind>(configurationBuilder);
        Wire<ProposalState>(configurationBuilder);
        Wire<PermitEnd>(configurationBuilder);
        Wire<PostureState>(configurationBuilder);
        Wire<ReviewOutcome>(configurationBuilder);
        Wire<EngineOutcome>(configurationBuilder);
        Wire<HookKind>(configurationBuilder);
        Wire<HookState>(configurationBuilder);
        Wire<WindowRole>(configurationBuilder);
        Wire<WindowStatus>(configurationBuilder);
        Wire<WindowLength>(configurationBuilder);
        Wire<WindowObjectState>(configurationBuilder);
        Wire<DriftLevel>(configurationBuilder);
        Wire<ReportState>(configurationBuilder);
        Wire<AlertRule>(configurationBuilder);
        Wire<AlertState>(configurationBuilder);
        Wire<MonitorKind>(configurationBuilder);
        Wire<MonitorOutcome>(configurationBuilder);
        Wire<EvaluationState>(configurationBuilder);
        Wire<RetrainState>(configurationBuilder);
        Wire<OverrideReason>(configurationBuilder);
        Wire<CardKind>(configurationBuilder);
        Wire<CardState>(configurationBuilder);
        Wire<LineageEventKind>(configurationBuilder);
        Wire<LineageNodeKind>(configurationBuilder);
        Wire<FlowDirection>(configurationBuilder);
        Wire<RunState>(configurationBuilder);
        Wire<LifeCycle>(configurationBuilder);
        Wire<AssessmentState>(configurationBuilder);
        Wire<RiskCategory>(configurationBuilder);
        Wire<RiskTreatment>(configurationBuilder);
        Wire<RiskState>(configurationBuilder);
        Wire<AcceptanceState>(configurationBuilder);
        Wire<IncidentState>(configurationBuilder);
        Wire<PlaybookState>(configurationBuilder);
        Wire<IncidentSeverity>(configurationBuilder);
        Wire<ContainmentMode>(configurationBuilder);
        Wire<RecoveryKind>(configurationBuilder);
        Wire<MessageState>(configurationBuilder);
        ConfigureNotifications(configurationBuilder);
        ConfigureKpis(configurationBuilder);
        ConfigureRetirements(configurationBuilder);
    }

    private static void DisplayId<T>(ModelConfigurationBuilder builder)
        where T : struct, IDisplayId<T> => builder.Properties<T>().HaveConversion<DisplayIdConverter<T>>();

    private static void Wire<T>(ModelConfigurationBuilder builder)
        where T : struct, Enum => builder.Properties<T>().HaveConversion<WireNameConverter<T>>().HaveMaxLength(32);
}
