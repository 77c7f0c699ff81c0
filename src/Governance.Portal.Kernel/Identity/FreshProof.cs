using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;

namespace Governance.Portal.Kernel.Identity;

/// <summary>Takes in the proof that goes with an act that widens rights: for pages, the API and the palette alike.</summary>
internal sealed class FreshProof(ReauthenticationService proofs) : IFreshProof
{
    /// <summary>What a proof for such an act is bound to, if it is.</summary>
    public static string Binding(string action, string subject) => $"{action}|{subject}";

    public async Task<Refusal?> RefusesAsync(Actor actor, Attempt attempt, CancellationToken ct)
    {
        var proven = await proofs.ConsumeForRightsAsync(actor.Proof, actor, Binding(attempt.Action, attempt.Subject), ct);
        return proven.IsDone ? null : IdentityRefusals.ProofNeeded;
    }
}
