using Governance.Domain.Identity;

namespace Governance.Portal.Tests.Doors;

/// <summary>Who may call something.</summary>
/// <param name="Permission">What they need; null when a good account or key is enough.</param>
/// <param name="Keys">False where no API key is let in, whatever its scopes.</param>
/// <param name="People">False where no person is let in without more than a session: the call asks for a fresh proof of identity
/// first.</param>
/// <param name="Besides">What they need besides; null for nothing.</param>
internal sealed record Rule(Permission? Permission, bool Keys = true, bool People = true, Permission? Besides = null)
{
    /// <summary>Anyone signed in, and any key.</summary>
    public static Rule Anyone { get; } = new(Permission: null);

    /// <summary>Anyone signed in, no key.</summary>
    public static Rule Person { get; } = new(Permission: null, Keys: false);

    /// <summary>No one without a fresh proof of identity.</summary>
    public static Rule Proof { get; } = new(Permission: null, Keys: false, People: false);

    public bool AllowsRole(string role) => People && Needed.All(p => p.GrantedTo.Contains(role, StringComparer.Ordinal));

    public bool AllowsKey(IReadOnlySet<string> scopes) => Keys && Needed.All(p => p.Scope is { } scope && scopes.Contains(scope));

    /// <summary>
    /// For a key of someone with one role: what its scopes and that role both give; what only machines do takes an owner with any role.
    /// </summary>
    public bool AllowsKey(IReadOnlySet<string> scopes, string ownerRole) =>
        AllowsKey(scopes) && Needed.All(p => p.GrantedTo.Count == 0 || p.GrantedTo.Contains(ownerRole, StringComparer.Ordinal));

    private IEnumerable<Permission> Needed => new[] { Permission, Besides }.OfType<Permission>();
}
