using Governance.Data;
using Governance.Domain.Identity;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>Called in the transaction that disables an account, for what ends with it at once.</summary>
public interface IAccountDisabled
{
    /// <summary>Ends it. Enabled again, the person asks for it again.</summary>
    Task DisabledAsync(ActionContext context, UserId person, CancellationToken ct);
}
