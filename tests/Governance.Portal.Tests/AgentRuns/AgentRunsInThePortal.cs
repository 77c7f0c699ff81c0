using Governance.Domain.Identity;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.AgentRuns;

internal sealed class AgentRunsInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new("/agents/{Agent}/runs", "/agents/no-such-agent/runs", Roles.Engineer, 21),
        new("/agents/runs/{Id}", "/agents/runs/RUN-9999", Roles.Engineer, 19),
        new("/agents/{Agent}/content", "/agents/no-such-agent/content", Roles.Engineer, 20),
        new("/agents/not-registered", "/agents/not-registered", Roles.Engineer, 20),
    ];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["POST /api/v1/agents/not-registered:ignore"] = new(HandleAlerts),
            ["POST /api/v1/agents/not-registered:block"] = new(TriageDiscoveries),
            ["POST /api/v1/agents/{agent}/runs/{id}/content"] = new(UnmaskDecisions),
            ["PUT /api/v1/agents/{agent}/content-policy"] = new(ChangeDecisionPolicy),
        };

    public string Operations { get; } =
        """
            key POST /v1/traces {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"notebook"}}]},
              "scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","name":"chat gpt-5",
              "startTimeUnixNano":"1760000000000000000","endTimeUnixNano":"1760000001000000000",
              "attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},
              {"key":"gen_ai.input.messages","value":{"stringValue":"[]"}}]}]}]}]}
            key GET /api/v1/agents/notebook/runs?with=findings
            key GET /api/v1/agents/notebook/runs/RUN-0001
            risk POST /api/v1/agents/notebook/runs/RUN-0001/content {"traceId":"5b8efff798038103d269b633813fc60c",
              "spanId":"eee19b7ec3c1b174","purpose":"Incident INC-0007"}
            engineer POST /api/v1/agents {"name":"noting-agent","owner":"owner@demo.example","riskClass":"limited","purpose":"Notes"}
            risk PUT /api/v1/agents/noting-agent/content-policy {"handling":"redact","retentionDays":30}
            key GET /api/v1/agents/noting-agent/content-policy
            security POST /api/v1/agents/not-registered:ignore {"name":"notebook","reason":"A trial of the data team"}
            security POST /api/v1/agents/not-registered:block {"name":"notebook","reason":"It reads customer data"}
            """;
}
