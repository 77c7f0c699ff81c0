using Governance.Domain.Identity;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.AgentCalls;

internal sealed class AgentCallsInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new("/agents/{Agent}/calls", "/agents/no-such-agent/calls", Roles.Engineer, 19),
        new("/agents/calls/{Id}", "/agents/calls/CALL-9999", Roles.Engineer, 19),
    ];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["POST /api/v1/agents/{agent}/calls:decide"] = new(DecideAgentCalls),
            ["POST /api/v1/agents/{agent}/calls/{id}:answer"] = new(AnswerAgentCalls),
        };

    public string Operations { get; } =
        """
            engineer POST /api/v1/agents {"name":"call-agent","owner":"owner@demo.example","riskClass":"limited","purpose":"Calls"}
            key POST /api/v1/agents/call-agent/calls:decide {"run":"run-17","tool":"payments.transfer","amount":120.5,"currency":"EUR"}
            key GET /api/v1/agents/call-agent/calls?state=deny
            key GET /api/v1/agents/call-agent/calls/CALL-0001
            """;
}
