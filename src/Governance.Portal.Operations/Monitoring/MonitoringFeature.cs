using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Jobs;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Observability;
using Governance.Portal.Operations.Monitoring.Agents;
using Governance.Portal.Operations.Monitoring.Alerts;
using Governance.Portal.Operations.Monitoring.Foreign;
using Governance.Portal.Operations.Monitoring.Monitors;
using Governance.Portal.Operations.Monitoring.Sources.Warehouses;
using Governance.Portal.Operations.Monitoring.Streams;
using Governance.Portal.Operations.Monitoring.Windows;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>Monitoring: windows of predictions, their drift, their performance.</summary>
internal sealed class MonitoringFeature : IPortalFeature
{
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<IPaletteSource, FoundMonitors>();
        services.AddSingleton<IPaletteSource, Alerts.FoundAlerts>();
        services.AddSingleton<IInstallationCheck, MeasurementsCheck>();
        services.AddSingleton<WindowAnalysis>();
        services.AddSingleton<UploadWindow>();
        services.AddSingleton<LabelledWindows>().AddSingleton<UploadLabels>();
        services.AddSingleton<MonitoringQueries>();
        services.AddSingleton<GetMonitor>();
        services.AddSingleton<GetModelSignals>();
        services.AddPagePart<PagePlaces.ModelFigures, Parts.ModelDriftFigure>(
            p => new() { [nameof(Parts.ModelDriftFigure.Model)] = p.Model },
            order: 3
        );
        services.AddPagePart<PagePlaces.ModelFigures, Parts.ModelAlertsFigure>(
            p => new() { [nameof(Parts.ModelAlertsFigure.Model)] = p.Model },
            order: 4
        );
        services.AddSingleton<IBundleFactSource, MonitoringFacts>();
        services.AddSingleton<IArmRows, ArmRows>();
        services.AddOptions<MonitoringOptions>().BindConfiguration(MonitoringOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<MonitoringOptions>, MonitoringOptionsValidator>();
        services.AddSingleton(provider => new DeclaredNullValues(
            provider.GetRequiredService<IOptions<MonitoringOptions>>().Value.TrimmedNullValues()
        ));
        services.AddOptions<MonitorHooksOptions>().BindConfiguration(MonitorHooksOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<MonitorHooksOptions>, MonitorHooksValidator>();
        services.AddSingleton<HandleMonitorCall>();
        services.AddSingleton<RetrainHooks>();
        services.AddSingleton<IAskRetraining, AskRetraining>();
        services.AddSingleton<SendRetrainCalls>().AddMeasured<SendRetrainCalls>();
        services.AddSingleton<WindowRows>();
        services.AddSingleton<DecisionIds>();
        services.AddSingleton<SegmentProfiles>();
        services.AddSingleton<ListWindows>();
        services.AddSingleton<WithdrawMeasurement>();
        services.AddSingleton<DecideMeasurement>();
        services.AddSingleton<ListMeasurements>().AddSingleton<MeasurementActs>();
        services.AddSingleton<AlertJudges>();
        services.AddSingleton<IQueueSource, QueuedWindows>();
        services.AddSingleton<WorkProgress<WindowId>>();
        services.AddSingleton<EvaluateWindow>().AddMeasured<EvaluateWindow>();
        services.AddSingleton<RaiseMonitorAlerts>();
        services.AddSingleton<CreateMonitor>();
        services.AddSingleton<ChangeMonitor>();
        services.AddSingleton<ListMonitors>();
        services.AddSingleton<StoreFigures>();
        services.AddSingleton<DeclareServedRate>();
        services.AddSingleton<FigureAgents>().AddSingleton<ListAgentFigures>().AddHostedService<AgentFiguresJob>();
        services.AddJobName("agent-figures", "Agent figures");
        services.AddPagePart<PagePlaces.AgentRuns, AgentFiguresCard>(p => new() { [nameof(AgentFiguresCard.Agent)] = p.Agent });
        services.AddHostedService<EvaluationJob>();
        services.AddSingleton<IDataStream, WindowStream>();
        services.AddSingleton<IDataStream, LabelStream>();
        services.AddSingleton<IDataStream>(new FigureStream(MonitorKind.Business));
        services.AddSingleton<IDataStream>(new FigureStream(MonitorKind.Evaluation));
        services.AddWarehouses();
        services.AddSingleton<ListStreams>();
        services.AddSingleton<WatchStreams>();
        services.AddHostedService<StreamJob>();
        services.AddSingleton<ListAlerts>();
        services.AddSingleton<GetAlertDetail>();
        services.AddSingleton<AcknowledgeAlert>();
        services.AddSingleton<AssignAlert>();
        services.AddSingleton<AskOwner>();
        services.AddSingleton<UnassignAlert>();
        services.AddSingleton<SilenceAlert>();
        services.AddSingleton<ResolveAlert>();
        services.AddSingleton<UndoAlert>();
        services.AddSingleton<GetExposure>();
        services.AddNavCounter(
            "/monitoring",
            async (provider, _, ct) =>
                await provider.GetRequiredService<MonitoringQueries>().CountDriftingAsync(ct) is > 0 and var count
                    ? new NavCount(count, Formats.Plural(count, "model drifts", "models drift"), Tone.Warn)
                    : null
        );
        services
            .AddSingleton<IQueueSource, QueuedAlerts>()
            .AddSingleton<IStorySource, AlertStory>()
            .AddSingleton<ITimelineSource, AlertTimeline>();
        services.AddSingleton<IPaletteAction, AcknowledgeFromPalette>();
        services.AddSingleton<IPaletteSource, OfferedAlerts>();
        services.AddActionLabels(
            ("window.stored", "Monitoring window stored"),
            ("window.withdrawal-asked", "Withdrawal of a monitoring window requested"),
            ("window.confirmed", "Request about a monitoring window confirmed"),
            ("window.rejected", "Request about a monitoring window rejected"),
            ("window.withdrawn", "Monitoring window withdrawn"),
            ("window.withdrawal-rejected", "Withdrawal of a monitoring window rejected"),
            ("labels.withdrawal-asked", "Withdrawal of a label file requested"),
            ("labels.confirmed", "Withdrawal of a label file confirmed"),
            ("labels.rejected", "Withdrawal of a label file rejected"),
            ("labels.withdrawn", "Label file withdrawn"),
            ("labels.withdrawal-rejected", "Withdrawal of a label file rejected"),
            ("figure.withdrawal-asked", "Withdrawal of a business figure requested"),
            ("figure.confirmed", "Withdrawal of a business figure confirmed"),
            ("figure.rejected", "Withdrawal of a business figure rejected"),
            ("figure.withdrawn", "Business figure withdrawn"),
            ("figure.withdrawal-rejected", "Withdrawal of a business figure rejected"),
            ("window.reference-confirmed", "New reference confirmed"),
            ("window.reference-rejected", "New reference rejected"),
            ("labels.stored", "Labels stored"),
            ("window.evaluated", "Monitors evaluated a window"),
            ("monitor.created", "Monitor added"),
            ("monitor.changed", "Monitor changed"),
            ("figures.stored", "Business figures stored"),
            ("served-rate.declared", "Decision rate declared"),
            ("alert.raised", "Alert raised"),
            ("alert.repeated", "Alert raised again"),
            ("alert.acknowledged", "Alert acknowledged"),
            ("alert.silenced", "Alert silenced"),
            ("alert.resolved", "Alert resolved"),
            ("alert.said-over", "Monitor of another tool reported the end of an alert"),
            ("alert.assigned", "Alert assigned"),
            ("alert.unassigned", "Alert unassigned"),
            ("alert.unacknowledged", "Acknowledgement undone"),
            ("alert.unsilenced", "Silence undone"),
            ("alert.reopened", "Resolution undone, alert open again"),
            ("alert.rejudged", "Alert judged again without a withdrawn window"),
            ("retrain.sent", "Retraining requested"),
            ("retrain.missed", "Retraining could not be requested")
        );
        services.AddJobName("monitoring", "Monitoring");
    }

    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root)
    {
        MonitoringApi.Map(api);
        WindowsApi.Map(api);
        AlertsApi.Map(api);
        MonitorsApi.Map(api);
        StreamsApi.Map(api);
        MonitorHooksApi.Map(api);
    }
}
