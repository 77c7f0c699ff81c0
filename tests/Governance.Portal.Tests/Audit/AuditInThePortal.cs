using Governance.Domain.Identity;
using Governance.Portal.Tests.Queries;

namespace Governance.Portal.Tests.Audit;

internal sealed class AuditInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new("/audit", "/audit", Roles.Auditor, 40),
        new("/audit", "/audit?q=e", Roles.Auditor, 51),
        new("/audit/{Number:long}", "/audit/0", Roles.Auditor, 30),
        new("/audit/state", "/audit/state", Roles.Auditor, 21),
        new("/audit/verify", "/audit/verify", Roles.Auditor, 21),
        new(null, "/api/v1/audit/entries?limit=500", Roles.Auditor, 12),
    ];
}
