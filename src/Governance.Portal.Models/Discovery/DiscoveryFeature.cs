using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Models.Discovery;

/// <summary>
/// AI that no one registered: what scans of folders, proxies and other registries found, and what people decide about it.
/// </summary>
public sealed class DiscoveryFeature : IPortalFeature
{
    /// <summary>Adds the actions and reads.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<ReportDiscoveries>().AddSingleton<TriageDiscovery>().AddSingleton<ListDiscoveries>();
        services.AddSingleton<IFileDiscoveries>(s => s.GetRequiredService<ReportDiscoveries>());
        services.AddSingleton<IQueueSource, QueuedDiscoveries>();
        services.AddActionLabels(("discoveries.reported", "AI scan filed"), ("discovery.triaged", "Discovered AI triaged"));
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) => DiscoveriesApi.Map(api);
}
