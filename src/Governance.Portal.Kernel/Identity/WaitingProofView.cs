namespace Governance.Portal.Kernel.Identity;

/// <summary>A proof of identity that is waiting for the identity provider.</summary>
/// <param name="Url">Where the person confirms their identity, in the browser of this session; valid for five minutes.</param>
/// <param name="Proof">The proof, which becomes valid once they have confirmed. Send it with one decision as <c>X-Reauthentication</c>.
/// </param>
/// <param name="ExpiresAt">When the address expires.</param>
public sealed record WaitingProofView(string Url, string Proof, DateTimeOffset ExpiresAt);
