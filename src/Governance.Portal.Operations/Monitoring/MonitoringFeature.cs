using Governance.Domain.Identity;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Operations.Monitoring.Alerts;
using Governance.Portal.Operations.Monitoring.Monitors;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>Monitoring: windows of predictions, their drift, their performance.</summary>
internal sealed class MonitoringFeature : IPortalFeature
{
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<WindowAnalysis>();
        services.AddSingleton<UploadWindow>();
        services.AddSingleton<UploadLabels>();
        services.AddSingleton<MonitoringQueries>();
        services.AddSingleton<GetMonitor>();
        services.AddOptions<MonitoringOptions>().BindConfiguration(MonitoringOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<MonitoringOptions>, MonitoringOptionsValidator>();
        services.AddSingleton<RetrainHooks>();
        services.AddSingleton<SendRetrainCalls>();
        services.AddSingleton<WindowRows>();
        services.AddSingleton<EvaluationWork>();
        services.AddSingleton<EvaluateWindow>();
        services.AddSingleton<RaiseMonitorAlerts>();
        services.AddSingleton<CreateMonitor>();
        services.AddSingleton<ChangeMonitor>();
        services.AddSingleton<ListMonitors>();
        services.AddSingleton<StoreFigures>();
        services.AddHostedService<EvaluationJob>();
        services.AddSingleton<ListAlerts>();
        services.AddSingleton<AcknowledgeAlert>();
        services.AddSingleton<AssignAlert>();
        services.AddSingleton<UnassignAlert>();
        services.AddSingleton<SilenceAlert>();
        services.AddSingleton<ResolveAlert>();
        services.AddSingleton<UndoAlert>();
        services.AddSingleton<GetExposure>();
        services.AddNavItem(
            new NavItem(
                "Monitoring",
                "/monitoring",
                "monitoring",
                NavGroup.Observe,
                0,
                Permission.ReadMonitoring.Name,
                async (provider, _, ct) =>
                    await provider.GetRequiredService<MonitoringQueries>().CountDriftingAsync(ct) is > 0 and var count
                        ? new NavCount(count, Formats.Plural(count, "model drifts", "models drift"), Tone.Warn)
                        : null,
                Also: "/alerts"
            )
        );
        services.AddSingleton<IQueueSource, QueuedAlerts>();
        services.AddSingleton<IPaletteAction, AcknowledgeFromPalette>();
        services.AddSingleton<IPaletteSource, OfferedAlerts>();
    }

    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root)
    {
        MonitoringApi.Map(api);
        AlertsApi.Map(api);
        MonitorsApi.Map(api);
    }
}
