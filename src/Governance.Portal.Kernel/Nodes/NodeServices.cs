using Governance.Portal.Kernel.Api;

namespace Governance.Portal.Kernel.Nodes;

/// <summary>Registers what the nodes of an installation tell one another.</summary>
internal static class NodeServices
{
    /// <summary>Adds the topics, and the two jobs that tell and hear them.</summary>
    public static IServiceCollection AddNodes(this IServiceCollection services)
    {
        services.AddSingleton<Draining>();
        services.AddSingleton<NodeMessages>();
        services.AddSingleton<INodeTopic, LogOfNodes>();
        services.AddSingleton<INodeTopic, AnnouncedByNodes>();
        services.AddSingleton<INodeTopic, FailuresOfNodes>();
        services.AddSingleton<CallerRates>().AddSingleton<CallsAtOnce>();
        services.AddSingleton<RatesOfNodes>();
        services.AddSingleton<INodeTopic>(p => p.GetRequiredService<RatesOfNodes>());
        services.AddHostedService(p => p.GetRequiredService<RatesOfNodes>());
        services.AddHostedService<TellNodes>();
        services.AddHostedService<HearNodes>();
        services.AddHostedService<DatabaseFileWatch>();
        return services;
    }
}
