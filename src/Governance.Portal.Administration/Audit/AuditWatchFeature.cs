using Governance.Portal.Administration.Audit.Anchors;
using Governance.Portal.Administration.Audit.Export;
using Governance.Portal.Administration.Audit.Verify;
using Governance.Portal.Administration.Audit.Witnesses;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Contracts;
using Governance.Transparency.Witness;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Audit;

/// <summary>What lets someone outside check the log: export, verification, anchors, and witnesses in both directions.</summary>
internal sealed class AuditWatchFeature : IPortalFeature
{
    public void Add(IServiceCollection services)
    {
        services.AddOptions<WatchOptions>().BindConfiguration(WatchOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<WatchOptions>, WatchOptionsValidator>();
        services.AddSingleton<IValidateOptions<WatchOptions>, WatchTargetsValidator>();
        services.AddOptions<WitnessOptions>().BindConfiguration(WitnessOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<WitnessOptions>, WitnessOptionsValidator>();
        services.AddSingleton<AnchorDuty>();
        services.AddSingleton<ISetupStep, WatchStep>();
        services.AddSingleton<IShellAlarm>(p => p.GetRequiredService<AnchorDuty>());
        services.AddSingleton<AnchorSchedule>();
        services.AddSingleton<AnchorSender>();
        services.AddSingleton<PushAnchors>();
        services.AddSingleton<AnchorStatus>();
        services.AddSingleton<IMeasureState, LogState>().AddSingleton<IMeasureNode, LogStanding>();
        services.AddDoctorCheck<OutsideDoctor>("anchors");
        services.AddSingleton<AskWitnesses>();
        services.AddSingleton<CosignedCheckpoints>();
        services.AddSingleton<IWitnessState, WitnessMemory>();
        services.AddSingleton<PortalWitness>();
        services.AddSingleton<ExportLog>();
        services.AddSingleton<FindFile>();
        services.AddSingleton<VerifyFile>();
        services.AddHostedService<AnchorJob>();
        services.AddHostedService<WitnessJob>();
    }

    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root)
    {
        ExportApi.Map(api);
        WitnessApi.Map(root);
    }
}
