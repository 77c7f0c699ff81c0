using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.AgentRuns;

/// <summary>What agents did: spans they send, the runs that are made from them, and what is wrong with these.</summary>
public sealed class AgentRunsFeature : IPortalFeature
{
    /// <summary>Adds the actions and reads.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddOptions<AgentRunsOptions>().BindConfiguration("AgentRuns").ValidateDataAnnotations().ValidateOnStart();
        services.AddDecision(ContentKept.Reads);
        services.AddSingleton<IInstallationCheck, AgentStepsCheck>();
        services.AddSingleton<RaiseRunAlerts>().AddSingleton<JudgeRuns>().AddSingleton<StepContents>();
        services.AddSingleton<WitnessSteps>();
        services.AddSingleton(p => new StoreSpans(
            p.GetRequiredService<ActionRunner>(),
            p.GetRequiredService<JudgeRuns>(),
            p.GetRequiredService<WitnessSteps>(),
            p.GetRequiredService<StepContents>(),
            p.GetRequiredService<IOptions<AgentRunsOptions>>(),
            p.GetRequiredService<TimeProvider>()
        ));
        services
            .AddSingleton<ListRuns>()
            .AddSingleton<ListUnregistered>()
            .AddSingleton<IgnoreAgent>()
            .AddSingleton<BlockAgent>()
            .AddSingleton<EraseRuns>();
        services.AddSingleton<ChangeContentPolicy>().AddSingleton<ReadStepContent>().AddSingleton<EraseStepContent>();
        services.AddSingleton<IContentRetention>(p => p.GetRequiredService<EraseStepContent>());
        services.AddHostedService<AgentRunsJob>();
        services.AddPagePart<PagePlaces.AgentHead, AgentRunsLink>(p => new() { [nameof(AgentRunsLink.Agent)] = p.Agent });
        services.AddPagePart<PagePlaces.AgentsHead, UnregisteredNotice>(_ => []);
        services.AddActionLabels(
            ("agent-spans.stored", "Agent spans stored"),
            ("agent-runs.erased", "Agent runs erased"),
            ("agent.ignored", "Unregistered agent ignored"),
            ("agent.blocked", "Unregistered agent blocked"),
            ("agent-content-policy.changed", "Agent content policy changed"),
            ("agent-content.read", "Agent content read"),
            ("agent-content.erased", "Agent content erased")
        );
        services.AddJobName("agent-runs", "Agent runs");
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root)
    {
        TracesApi.Map(root);
        RunsApi.Map(api);
    }
}
