using Governance.Domain.Identity;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.Registries.MlFlow;

internal sealed class MlFlowInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } = [new("/admin/mlflow", "/admin/mlflow", Roles.Administrator, 23)];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["POST /api/v1/integrations/mlflow/imports"] = new(Administer),
            ["POST /api/v1/integrations/mlflow/imports/{id}/cancel"] = new(Administer),
        };
}
