using Governance.Domain.Identity;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.Agents;

internal sealed class AgentsInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new("/agents", "/agents", Roles.Engineer, 22),
        new("/agents/tools", "/agents/tools", Roles.Engineer, 20),
        new("/agents/register", "/agents/register", Roles.Engineer, 19),
        new("/agents/{Agent}/register-version", "/agents/no-such-agent/register-version", Roles.Engineer, 18),
        new(null, "/api/v1/agents?limit=500", Roles.Engineer, 12),
        new(null, "/api/v1/agent-tools?limit=500", Roles.Engineer, 12),
    ];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["POST /api/v1/agents"] = new(WriteRegistry),
            ["POST /api/v1/agents/{agent}/versions"] = new(WriteRegistry),
            ["POST /api/v1/agents/{agent}/tools:observed"] = new(DecideAgentCalls),
            ["POST /api/v1/agent-tools/{digest}:review"] = new(ReviewAgentTools),
            ["POST /api/v1/agents:stop"] = new(HandleAlerts, Besides: GuardAgents), // several at once
            ["POST /api/v1/agents/{agent}:stop"] = new(HandleAlerts),
            ["POST /api/v1/agents/{agent}:resume"] = new(HandleAlerts),
            ["POST /api/v1/agents/{agent}/versions/{version}/promotions"] = new(RequestPromotion),
        };

    public string Operations { get; } =
        """
            engineer POST /api/v1/agents {"name":"invoice-agent","owner":"owner@demo.example","riskClass":"limited",
              "purpose":"Pays invoices"}
            engineer POST /api/v1/agents/invoice-agent/versions {"version":"1.0.0","manifest":{"schema":"governance.agent/v1",
              "purpose":"Pays invoices that match an order","autonomy":"supervised","owner":"Accounts payable",
              "models":[{"name":"gpt-5","version":"2026-08-07","provider":"openai"}],
              "servers":[{"name":"payments","transport":"http","address":"https://payments.example/mcp"}],
              "tools":[{"name":"transfer","server":"payments",
              "schemaSha256":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","risks":["money"]}]}}
            key GET /api/v1/agents?state=running
            key GET /api/v1/agents/invoice-agent
            key GET /api/v1/agents/invoice-agent/versions
            key GET /api/v1/agents/invoice-agent/versions/1.0.0
            key POST /api/v1/agents/invoice-agent/tools:observed {"server":"payments","tools":[{"tool":{"name":"transfer"}}]}
            key GET /api/v1/agent-tools?state=unreviewed
            security POST /api/v1/agent-tools/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:review
              {"risks":["money","irreversible"],"reason":"It pays at once"}
            engineer POST /api/v1/agents/invoice-agent/versions/1.0.0/promotions {"to":"staging","reason":"A first try"}
            security POST /api/v1/agents/invoice-agent:stop {"reason":"It paid an invoice twice"}
            risk POST /api/v1/agents/invoice-agent:resume {"reason":"It asks before it pays"}
            security POST /api/v1/agents:stop {"riskClass":"high","reason":"The vendor was breached"}
            """;
}
