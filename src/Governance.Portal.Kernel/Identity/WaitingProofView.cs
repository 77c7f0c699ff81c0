namespace Governance.Portal.Kernel.Identity;

/// <summary>A confirmation of identity that waits for the provider.</summary>
/// <param name="Url">Where the person confirms, in the browser of this session; good for five minutes.</param>
/// <param name="Proof">The proof: worthless until they have. Goes with one decision as <c>X-Reauthentication</c>.</param>
/// <param name="ExpiresAt">When the address is worthless.</param>
public sealed record WaitingProofView(string Url, string Proof, DateTimeOffset ExpiresAt);
