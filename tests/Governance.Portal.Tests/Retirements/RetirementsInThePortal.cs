using Governance.Domain.Identity;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.Retirements;

internal sealed class RetirementsInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [new("/retirements", "/retirements", Roles.RiskOfficer, 23), new("/retirements/{Id}", "/retirements/RET-9999", Roles.RiskOfficer, 21)];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["POST /api/v1/retirements"] = new(RequestRetirement),
            ["PATCH /api/v1/retirements/{id}"] = new(RequestRetirement),
            ["POST /api/v1/retirements/{id}/cancel"] = new(RequestRetirement),
            ["POST /api/v1/retirements/{id}/reopen"] = new(RequestRetirement),
            ["POST /api/v1/retirements/{id}/signatures"] = new(RequestRetirement),
            ["POST /api/v1/retirements/{id}/close"] = new(Retire),
            ["PUT /api/v1/retirements/{id}/tasks/{number:int}"] = new(RequestRetirement),
            ["POST /api/v1/retirements/{id}/tasks/{number:int}/done"] = new(RequestRetirement),
            ["POST /api/v1/retirements/{id}/traffic/stop"] = new(Retire),
            ["POST /api/v1/retirements/{id}/keys"] = new(Retire),
            ["PUT /api/v1/retirements/{id}/retention"] = new(Retire),
        };
}
