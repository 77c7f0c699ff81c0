using Governance.Data.Audit.Records;
using Governance.Domain.Approvals;
using Governance.Domain.Experiments;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Domain.Organisations;

namespace Governance.Portal.Approvals.Permits;

/// <summary>
/// What is read where a permit is issued, checked or shown at an admission, besides what the deployment gate reads, which each of them asks
/// again.
/// </summary>
internal static class PermitReads
{
    /// <summary>The tables.</summary>
    public static DecisionReads<object?> Reads { get; } =
        new DecisionReads<object?>("permit")
            .AnchoredIn<DeploymentPermit>("IPromotionAnchors: its sealed statement is verified, and it is compared with its entries")
            .AnchoredIn<EmergencyOverride>("IPromotionAnchors and RecordStatements: tracked, and so compared when the permit is saved")
            .AnchoredIn<OverrideConfirmation>("IPromotionAnchors, whose statement is verified")
            .AnchoredIn<Experiment>("PermitExperiment and RecordStatements: tracked, and so compared when the permit is saved")
            .AnchoredIn<Promotion>("IPromotionAnchors, and the deployment gate")
            .AnchoredIn<Deployment>("DeploymentTrail, and the deployment gate")
            .AnchoredIn<Alert>("MonitoringFacts, of the model")
            .AnchoredIn<MonitoringWindow>("MonitoringFacts, those that count")
            .AnchoredIn<PolicyVersion>("IMayAct and the deployment gate, the whole table")
            .Idle<Organisation>("who the organisation is, for documents and messages; no answer follows from it");
}
