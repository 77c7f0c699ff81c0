namespace Governance.Domain.Identity;

/// <summary>What has to be done to a person's roles after the provider has said in which groups they are.</summary>
/// <param name="Granted">Roles to give; they come from the provider.</param>
/// <param name="Revoked">Roles that came from the provider and are to be taken back.</param>
/// <param name="Held">Roles held afterwards, in the order of the administration page.</param>
public sealed record RoleChange(IReadOnlyList<string> Granted, IReadOnlyList<string> Revoked, IReadOnlyList<string> Held);

/// <summary>Which groups of the organisation's directory mean which roles here.</summary>
public static class RoleMapping
{
    /// <summary>The change that makes the roles from the provider those of the groups. Roles given in the portal itself stay as they are.</summary>
    /// <param name="mapping">Group and role, one pair each. Groups are compared letter by letter.</param>
    /// <param name="groups">The groups the provider names.</param>
    /// <param name="held">Roles held now.</param>
    /// <param name="provided">Those of them that came from the provider.</param>
    public static RoleChange Change(IEnumerable<(string Group, string Role)> mapping, IReadOnlyCollection<string> groups, IReadOnlyCollection<string> held, IReadOnlyCollection<string> provided)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(held);
        ArgumentNullException.ThrowIfNull(provided);
        var member = groups.ToHashSet(StringComparer.Ordinal);
        var meant = mapping.Where(m => member.Contains(m.Group)).Select(m => m.Role).ToHashSet(StringComparer.Ordinal);
        var granted = Roles.All.Where(r => meant.Contains(r) && !held.Contains(r, StringComparer.Ordinal)).ToList();
        var revoked = Roles.All.Where(r => provided.Contains(r, StringComparer.Ordinal) && !meant.Contains(r)).ToList();
        return new RoleChange(granted, revoked, [.. Roles.All.Where(r => granted.Contains(r, StringComparer.Ordinal) || (held.Contains(r, StringComparer.Ordinal) && !revoked.Contains(r, StringComparer.Ordinal)))]);
    }
}
