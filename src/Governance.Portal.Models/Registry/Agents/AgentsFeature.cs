using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Models.Registry.Agents.Tools;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Registry.Agents;

/// <summary>Agents: models whose versions are manifests of what they may do, and which can be stopped.</summary>
public sealed class AgentsFeature : IPortalFeature
{
    /// <summary>What is done and read about agents.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<AgentManifests>();
        services
            .AddSingleton<RegisterAgent>()
            .AddSingleton<RegisterAgentVersion>()
            .AddSingleton<StopAgent>()
            .AddSingleton<StopAgents>()
            .AddSingleton<ResumeAgent>();
        services.AddSingleton<ListAgents>().AddSingleton<GetAgent>().AddSingleton<ListAgentVersions>().AddSingleton<GetAgentVersion>();
        services.AddSingleton<ReportTools>().AddSingleton<ToolAlerts>().AddSingleton<AskToolServers>().AddSingleton<McpServers>();
        services.AddSingleton<ManifestTools>().AddSingleton<ReviewTool>();
        services.AddSingleton<ITimelineSource, AgentTimeline>();
        services.AddOptions<ToolServerOptions>().BindConfiguration(ToolServerOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ToolServerOptions>, ToolServerOptionsValidator>();
        services.AddHostedService<ToolServerJob>();
        services.AddFindableAction("Register agent…", "/agents/register", "smart_toy", Permission.WriteRegistry);
        services.AddPagePart<PagePlaces.ModelHead, AgentBanner>(p => new() { [nameof(AgentBanner.Model)] = p.Model });
        services.AddPagePart<PagePlaces.VersionContent, AgentMayDo>(p =>
            new() { [nameof(AgentMayDo.Model)] = p.Model, [nameof(AgentMayDo.Version)] = p.Version }
        );
        services.AddJobName("agent-tools", "Agent tools");
        services.AddActionLabels(
            ("agent.registered", "Agent registered"),
            ("agent.stopped", "Agent stopped"),
            ("agents.stopped", "Several agents stopped"),
            ("agent.resumed", "Agent resumed"),
            (ReportTools.Action, "Tools on an agent's server recorded"),
            (ReviewTool.Action, "Agent tool reviewed")
        );
    }

    /// <summary>Maps its endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) => AgentToolsApi.Map(AgentsApi.Map(api), api);
}
