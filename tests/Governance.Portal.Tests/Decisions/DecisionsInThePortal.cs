using Governance.Domain.Identity;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.Decisions;

internal sealed class DecisionsInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new("/decisions", "/decisions", Roles.RiskOfficer, 30),
        new("/decisions/{Id}", "/decisions/none", Roles.RiskOfficer, 21),
        new(null, "/api/v1/decisions?limit=500", Roles.RiskOfficer, 14),
    ];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["POST /api/v1/decisions"] = new(WriteDecisions),
            ["POST /api/v1/decisions/{id}/unmask"] = new(UnmaskDecisions),
            ["POST /api/v1/decisions/{id}/proof"] = new(UnmaskDecisions),
            ["PUT /api/v1/models/{model}/decision-policy"] = new(ChangeDecisionPolicy),
        };
}
