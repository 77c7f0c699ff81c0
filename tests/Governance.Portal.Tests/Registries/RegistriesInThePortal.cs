using Governance.Domain.Identity;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.Registries;

internal sealed class RegistriesInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } = [new("/admin/registries", "/admin/registries", Roles.Administrator, 29)];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["POST /api/v1/registries/imports"] = new(Administer),
            ["POST /api/v1/registries/imports/{id}/cancel"] = new(Administer),
        };

    public string Operations { get; } =
        """
            admin GET /api/v1/registries
            admin POST /api/v1/registries/imports {"connection":"lab","dryRun":true} => reading=id
            admin GET /api/v1/registries/imports
            admin GET /api/v1/registries/imports/$reading
            admin GET /api/v1/registries/imports/$reading/differences
            admin POST /api/v1/registries/imports/$reading/cancel
            """;
}
