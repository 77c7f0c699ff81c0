using Governance.Domain.Identity;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.Organisations;

internal sealed class OrganisationInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } = [new("/admin/organisation", "/admin/organisation", Roles.Administrator, 22)];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal) { ["PUT /api/v1/organisation"] = new(Administer) };

    public string Operations =>
        """
            admin GET /api/v1/organisation
            admin PUT /api/v1/organisation {"name":"Nordhaven Bank AG (demo)","address":"Example Street 1\nDemo country",
              "email":"ai-governance@demo.example","timeZone":"Europe/Berlin"}
            """;
}
