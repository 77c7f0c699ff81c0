using Governance.Data.Audit.Records;
using Governance.Data.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Approvals.Permits;

/// <summary>Registers deployment permits.</summary>
public sealed class PermitsFeature : IPortalFeature
{
    /// <summary>Adds the actions and reads. The job of the approvals looks for permits that the gate allows no more.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddDecision(PermitReads.Reads).AddDecision(AccessReader.Reads);
        services.AddSingleton<IssuePermit>();
        services.AddSingleton<CheckPermits>();
        services.AddSingleton<JudgeAdmission>();
        services.AddSingleton<IStandingPermits, StandingPermits>();
        services.AddSingleton<ITimelineSource, PermitTimeline>();
        services.AddActionLabels(("permit.issued", "Deployment permit issued"), ("permit.revoked", "Deployment permit revoked"));
        services.AddJobName("permits", "Permit check");
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root)
    {
        PermitsApi.Map(api);
        AdmissionApi.Map(api);
    }
}
