using Governance.Data.Audit.Records;
using Governance.Domain.Agents;
using Governance.Domain.Approvals;
using Governance.Domain.Decisions;
using Governance.Domain.Experiments;
using Governance.Domain.Incidents;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;

namespace Governance.Portal.Kernel.Facts;

/// <summary>By what it is decided what is kept of the decisions of a model, in which form, and for how long.</summary>
public static class DecisionsKept
{
    private const string Witnessed = "when the version was allowed to decide: alerts follow from it, and nothing of what is kept";

    /// <summary>What is read of a version, which is named.</summary>
    public static DecisionReads<(string Model, string Version)> Reads { get; } =
        new DecisionReads<(string Model, string Version)>("what is kept of decisions")
            .Anchored<DecisionPolicy>(v =>
                RecordsAsked.Of<DecisionPolicy>(nameof(DecisionPolicy.Model), v.Model).OrGone([new object[] { v.Model }])
            )
            // Of a version that is not registered nothing is kept: one that was taken away would leave its decisions without a record.
            .Anchored<ModelVersion>(v =>
                RecordsAsked
                    .Of<ModelVersion>(nameof(ModelVersion.Model), v.Model)
                    .And(nameof(ModelVersion.Version), v.Version)
                    .OrGone([new object[] { v.Model, v.Version }])
            )
            .Idle<MonitoringWindow>("what live checks compare with: alerts follow from it, and nothing of what is kept")
            .Idle<Deployment>(Witnessed)
            .Idle<StageChange>(Witnessed)
            .Idle<Promotion>(Witnessed)
            .Idle<SignOff>(Witnessed)
            .Idle<IncidentVersion>(Witnessed)
            .Idle<Incident>(Witnessed)
            .Idle<Agent>(Witnessed)
            .Idle<Experiment>(Witnessed);

    /// <summary>What is read of all models.</summary>
    public static DecisionReads<object?> OfAll { get; } =
        new DecisionReads<object?>("how long decisions are kept")
            .Whole<DecisionPolicy>()
            .Idle<DecisionSource>("a short number of a version");
}
