using Governance.Data;
using Governance.Policies;
using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Approvals.Policies;

internal sealed class PoliciesInForce : IPoliciesInForce
{
    public Task<IReadOnlyList<PolicyDocument>> ReadAsync(GovernanceDbContext db, CancellationToken ct) => ActivePolicies.LoadAsync(db, ct);
}
