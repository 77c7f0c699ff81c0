using Governance.Domain;
using Governance.Domain.Identity;

namespace Governance.Portal.Kernel.Identity;

/// <summary>Lets a person confirm at the organisation's provider who they are.</summary>
public interface IConfirmAtProvider
{
    /// <summary>Begins a confirmation. Refused where there is no provider, and for whom it does not know.</summary>
    Task<Result<WaitingProofView>> BeginAsync(Actor actor, CancellationToken ct);

    /// <summary>Whether the person has come back with this proof.</summary>
    Task<bool> IsThereAsync(string proof, CancellationToken ct);
}
