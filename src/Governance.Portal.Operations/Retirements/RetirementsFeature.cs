using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Operations.Retirements.Parts;

namespace Governance.Portal.Operations.Retirements;

/// <summary>Taking versions, models and AI systems out of use.</summary>
public sealed class RetirementsFeature : IPortalFeature
{
    /// <summary>Adds the actions and reads. Tasks and times of the law are read now: what is wrong with them stops the start.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<IPaletteSource, FoundRetirements>();
        services.AddFindableAction("Plan retirement", "/retirements?plan=", "inventory_2", Permission.RequestRetirement);
        services.AddSingleton(RetirementLibrary.Shipped);
        services.AddSingleton<ReadDependants>().AddSingleton<ReadFindings>().AddSingleton<RetirementActionRunner>();
        services.AddSingleton<PlanRetirement>().AddSingleton<ChangePlan>().AddSingleton<DecideDependants>().AddSingleton<WorkOnTask>();
        services
            .AddSingleton<StopTraffic>()
            .AddSingleton<ConfirmTraffic>()
            .AddSingleton<SettleKeys>()
            .AddSingleton<DisposeData>()
            .AddSingleton<RetainRecords>();
        services.AddSingleton<AskSignatures>().AddSingleton<CloseRetirement>().AddSingleton<DeleteRetiredData>();
        services.AddSingleton<IDecisionsStored, RaiseTrafficAlerts>();
        services.AddSingleton<GetRetirement>().AddSingleton<ListRetirements>();
        services.AddSingleton<IInstallationCheck, RetirementsCheck>();
        services.AddHostedService<RetiredDataJob>();
        services.AddPagePart<PagePlaces.ModelHead, RetirementNotice>(p => RetirementNotice.Of(p.Model));
        services.AddPagePart<PagePlaces.VersionHead, RetirementNotice>(p => RetirementNotice.Of(ModelName.Of(p.Model, p.Version)), 10);
        services.AddPagePart<PagePlaces.SystemHead, RetirementNotice>(p => RetirementNotice.Of(p.System));
        services.AddPagePart<PagePlaces.RecordActs, PlanAct>(p => new() { [nameof(PlanAct.Subject)] = p.Subject });
        services.AddSingleton<IQueueSource, QueuedRetirements>();
        services.AddSingleton<IClockSource, RetirementClocks>();
        services.AddSingleton<IFollowRetirement, PromotionsToRetired>();
        services.AddActionLabels(
            ("retirement.planned", "Retirement planned"),
            ("retirement.changed", "Retirement changed"),
            ("retirement.cancelled", "Retirement cancelled"),
            ("retirement.reopened", "Retirement plan reopened"),
            ("retirement.dependants-decided", "Decision on dependent items recorded"),
            ("retirement.task-assigned", "Retirement task assigned"),
            ("retirement.task-done", "Retirement task done"),
            ("retirement.traffic-stopped", "Traffic stopped for good"),
            ("retirement.traffic-confirmed", "End of traffic confirmed"),
            ("retirement.keys-settled", "Decision on API keys recorded"),
            ("retirement.data-disposed", "Disposition of data decided"),
            ("retirement.data-deleted", "Data of a retired version deleted"),
            ("retirement.retention-set", "Retention of records set"),
            ("retirement.versions-added", "Versions included in a retirement"),
            ("retirement.signatures-asked", "Signatures requested for a retirement"),
            ("retirement.version-retired", "Version taken out of use in a retirement"),
            ("retirement.closed", "Retirement closed"),
            ("artifact.erased", "Artifact deleted, digest kept")
        );
        services.AddJobName("retirements", "Retirements");
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) => RetirementsApi.Map(api);
}
