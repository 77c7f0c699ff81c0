using System.Text.Json.Nodes;
using Governance.Data.Audit.Records;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Approvals.AgentCalls;

/// <summary>The decision point for calls of agents' tools, and the people it asks.</summary>
public sealed class AgentCallsFeature : IPortalFeature
{
    /// <summary>Adds the actions and reads.</summary>
    public void Add(IServiceCollection services)
    {
        services
            .AddSingleton<ReadCallFacts>()
            .AddSingleton<DecideCalls>()
            .AddSingleton<GroupedCalls>()
            .AddSingleton<AnswerCall>()
            .AddSingleton<ListCalls>();
        services.AddDecision(ReadCallFacts.Reads);
        services.AddSingleton<IQueueSource, QueuedCalls>().AddSingleton<IInstallationCheck, AgentCallsCheck>();
        services.AddOptions<AgentCallsOptions>().BindConfiguration("AgentCalls").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<EraseArguments>().AddHostedService<CallRetentionJob>();
        services.AddJobName("call-retention", "Retention of calls");
        services.AddJobName("call-answers", "Answers to calls");
        services.AddPagePart<PagePlaces.AgentHead, AgentCallsLink>(p => new() { [nameof(AgentCallsLink.Agent)] = p.Agent });
        services.AddActionLabels(
            ("agent-calls.decided", "Tool calls decided on"),
            ("agent-call.answered", "Tool call answered"),
            ("agent-calls.unheard", "Answers to tool calls heard by no one"),
            ("agent-calls.erased", "Call arguments erased")
        );
        services.AddActionDetail(
            "agent-call.answered",
            (words, data) =>
                data["outcome"] is JsonValue outcome
                    ? outcome.ToString() == "allow"
                        ? $"{words}: allowed"
                        : $"{words}: denied"
                    : null
        );
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) => AgentCallsApi.Map(api);
}
