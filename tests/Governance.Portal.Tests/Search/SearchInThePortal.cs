using Governance.Domain.Identity;
using Governance.Portal.Tests.Queries;

namespace Governance.Portal.Tests.Search;

internal sealed class SearchInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new(null, "/api/v1/find?q=model", Roles.Administrator, 35),
        new(null, "/api/v1/find?q=model", Roles.RiskOfficer, 38),
        new(null, "/api/v1/find?recent=/risks&recent=/models/model-00001", Roles.RiskOfficer, 38),
    ];
}
