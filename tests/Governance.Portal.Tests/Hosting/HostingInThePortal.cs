using Governance.Domain.Identity;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;

namespace Governance.Portal.Tests.Hosting;

/// <summary>Pages and endpoints that no feature has.</summary>
internal sealed class HostingInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new("/forbidden", "/forbidden", Roles.RiskOfficer, 11),
        new("/busy", "/busy", Roles.RiskOfficer, 11),
        new("/not-found", "/not-found", Roles.RiskOfficer, 20),
        new("/openapi", "/openapi", Roles.RiskOfficer, 20),
    ];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["GET /openapi/v1.json"] = Rule.Anyone, // what the API is; what may be called, each door says
        };
}
