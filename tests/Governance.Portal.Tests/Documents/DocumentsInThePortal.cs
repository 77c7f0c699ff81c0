using Governance.Domain.Identity;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.Documents;

internal sealed class DocumentsInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [new("/compliance/systems/{Id}/technical-file", "/compliance/systems/SYS-0101/technical-file", Roles.ComplianceOfficer, 64)];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["PUT /api/v1/systems/{id}/documents/{kind}/points/{point}"] = new(WriteCompliance),
        };
}
