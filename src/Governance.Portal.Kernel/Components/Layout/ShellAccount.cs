using System.Security.Claims;

namespace Governance.Portal.Kernel.Components.Layout;

/// <summary>Who is signed in, as the top bar shows it.</summary>
/// <param name="Name">Full name.</param>
/// <param name="ActiveRole">The role in force.</param>
/// <param name="OtherRoles">Roles the person may switch to.</param>
/// <param name="IsReadOnly">The role in force can change nothing.</param>
/// <param name="TimeZone">Zone the person reads times in; null for the server's.</param>
public sealed record ShellAccount(
    string Name,
    ShellRole ActiveRole,
    IReadOnlyList<ShellRole> OtherRoles,
    bool IsReadOnly = false,
    TimeZoneInfo? TimeZone = null
)
{
    /// <summary>For each role that they were given and may not act in yet, why not and what to do.</summary>
    public IReadOnlyList<string> Lacking { get; init; } = [];
}

/// <summary>A role's id, as programs know it, and the word on the page.</summary>
public sealed record ShellRole(string Id, string Name);

/// <summary>Tells the layout who is signed in. Implemented where identity lives.</summary>
public interface IShellAccounts
{
    /// <summary>Null when no one is signed in.</summary>
    ValueTask<ShellAccount?> CurrentAsync(ClaimsPrincipal user, CancellationToken cancellationToken);
}
