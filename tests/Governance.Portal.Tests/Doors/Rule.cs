using Governance.Domain.Identity;

namespace Governance.Portal.Tests.Doors;

/// <summary>Who may call something.</summary>
/// <param name="Permission">What they need; null when a good account or key is enough.</param>
/// <param name="Keys">False where no API key is let in, whatever its scopes.</param>
/// <param name="People">False where no person is let in without more than a session: the call asks for a fresh proof of identity first.</param>
internal sealed record Rule(Permission? Permission, bool Keys = true, bool People = true)
{
    /// <summary>Anybody signed in, and any key.</summary>
    public static Rule Anyone { get; } = new(Permission: null);

    /// <summary>Anybody signed in, no key.</summary>
    public static Rule Person { get; } = new(Permission: null, Keys: false);

    /// <summary>Nobody without a fresh proof of identity.</summary>
    public static Rule Proof { get; } = new(Permission: null, Keys: false, People: false);

    public bool AllowsRole(string role) => People && (Permission is null || Permission.GrantedTo.Contains(role, StringComparer.Ordinal));

    public bool AllowsKey(IReadOnlySet<string> scopes) => Keys && (Permission is null || (Permission.Scope is { } scope && scopes.Contains(scope)));
}
