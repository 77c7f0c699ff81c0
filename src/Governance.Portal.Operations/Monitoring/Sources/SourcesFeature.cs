using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Observability;
using Governance.Portal.Operations.Monitoring.Sources.Objects;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Monitoring.Sources;

/// <summary>Windows that are pulled from where predictions lie, instead of being uploaded.</summary>
internal sealed class SourcesFeature : IPortalFeature
{
    public void Add(IServiceCollection services)
    {
        services.AddOptions<SourcesOptions>().BindConfiguration(SourcesOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SourcesOptions>, SourcesOptionsValidator>();
        services.AddSingleton<IValidateOptions<SourcesOptions>, SourceConnectionsValidator>();
        services.AddSingleton<ISqlSourceFactory, PostgresSourceFactory>();
        services.AddSingleton<IObjectSourceFactory, S3SourceFactory>();
        services.AddSingleton<IObjectSourceFactory, FolderSourceFactory>();
        services.AddSingleton<ReadObjects>();
        services.AddSingleton<SourceConnections>();
        services.AddSingleton<GetSource>();
        services.AddSingleton<SetSource>();
        services.AddSingleton<ChangeSource>();
        services.AddSingleton<PullWindows>().AddMeasured<PullWindows>();
        services.AddHostedService<PullJob>();
        services.AddActionLabels(
            ("source.set", "Window source set"),
            ("source.paused", "Window source paused"),
            ("source.resumed", "Window source resumed"),
            ("source.asked", "Window source checked on request"),
            ("source.removed", "Window source removed"),
            ("source.window-empty", "Pulled window without rows to store")
        );
    }

    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) => SourcesApi.Map(api);
}
