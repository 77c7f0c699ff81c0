using Governance.Domain.Identity;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.Integrations;

internal sealed class IntegrationsInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new("/admin/integrations", "/admin/integrations", Roles.Administrator, 25),
        new("/admin/integrations/{Id}", "/admin/integrations/DST-9999", Roles.Administrator, 25),
    ];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["POST /api/v1/integrations"] = new(Administer),
            ["PATCH /api/v1/integrations/{id}"] = new(Administer),
            ["DELETE /api/v1/integrations/{id}"] = new(Administer),
            ["POST /api/v1/integrations/{id}/pause"] = new(Administer),
            ["POST /api/v1/integrations/{id}/replay"] = new(Administer),
            ["POST /api/v1/integrations/{id}/resume"] = new(Administer),
            ["POST /api/v1/integrations/{id}/secret"] = new(Administer),
            ["DELETE /api/v1/integrations/{id}/secret/old"] = new(Administer),
            ["POST /api/v1/integrations/{id}/test"] = new(Administer),
        };
}
