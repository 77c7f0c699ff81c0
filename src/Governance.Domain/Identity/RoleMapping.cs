using Governance.Domain.Systems;

namespace Governance.Domain.Identity;

/// <summary>What a role is given for, before it is someone's: AI systems, business units, or both.</summary>
/// <param name="Systems">The systems.</param>
/// <param name="Units">The business units.</param>
public sealed record RoleLimit(IReadOnlyList<SystemId> Systems, IReadOnlyList<string> Units)
{
    /// <summary>What several lines give together.</summary>
    internal static RoleLimit Join(IReadOnlyCollection<RoleLimit> limits) =>
        new(
            [.. limits.SelectMany(l => l.Systems).Distinct().OrderBy(s => s.Number)],
            [.. limits.SelectMany(l => l.Units).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]
        );
}

/// <summary>A group of the organisation's directory, and a role it means here.</summary>
/// <param name="Group">Name or id, letter by letter as the provider has it.</param>
/// <param name="Role">The role.</param>
/// <param name="Limit">What the role is given for; null for the whole organisation.</param>
public sealed record MappedRole(string Group, string Role, RoleLimit? Limit = null);

/// <summary>What has to be done to a person's roles after the provider has said in which groups they are.</summary>
/// <param name="Granted">Roles to give; they come from the provider.</param>
/// <param name="Revoked">Roles that came from the provider and are to be taken back.</param>
/// <param name="Held">Roles held afterwards, in the order of the administration page.</param>
public sealed record RoleChange(IReadOnlyList<string> Granted, IReadOnlyList<string> Revoked, IReadOnlyList<string> Held)
{
    /// <summary>Roles that came from the provider before and go on.</summary>
    public IReadOnlyList<string> Kept { get; init; } = [];

    /// <summary>What roles given and kept are given for; those not named are given for the whole organisation.</summary>
    public IReadOnlyDictionary<string, RoleLimit> Limits { get; init; } = new Dictionary<string, RoleLimit>(StringComparer.Ordinal);
}

/// <summary>Which groups of the organisation's directory mean which roles here.</summary>
public static class RoleMapping
{
    /// <summary>
    /// The change that makes the roles from the provider those of the groups. Roles given in the portal itself stay as they are.
    /// </summary>
    /// <param name="mapping">Group and role, one pair each. Groups are compared letter by letter.</param>
    /// <param name="groups">The groups the provider names.</param>
    /// <param name="held">Roles held now.</param>
    /// <param name="provided">Those of them that came from the provider.</param>
    public static RoleChange Change(
        IEnumerable<MappedRole> mapping,
        IReadOnlyCollection<string> groups,
        IReadOnlyCollection<string> held,
        IReadOnlyCollection<string> provided
    )
    {
        ArgumentNullException.ThrowIfNull(mapping);
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(held);
        ArgumentNullException.ThrowIfNull(provided);
        var member = groups.ToHashSet(StringComparer.Ordinal);
        var meant = mapping.Where(m => member.Contains(m.Group)).ToLookup(m => m.Role, m => m.Limit, StringComparer.Ordinal);
        var granted = Roles.All.Where(r => meant.Contains(r) && !held.Contains(r, StringComparer.Ordinal)).ToList();
        var revoked = Roles.All.Where(r => provided.Contains(r, StringComparer.Ordinal) && !meant.Contains(r)).ToList();
        // A group that gives a role for the whole organisation gives it so, whatever other groups say.
        return new RoleChange(
            granted,
            revoked,
            [
                .. Roles.All.Where(r =>
                    granted.Contains(r, StringComparer.Ordinal)
                    || (held.Contains(r, StringComparer.Ordinal) && !revoked.Contains(r, StringComparer.Ordinal))
                ),
            ]
        )
        {
            Kept =
            [
                .. Roles.All.Where(r =>
                    meant.Contains(r) && provided.Contains(r, StringComparer.Ordinal) && !granted.Contains(r, StringComparer.Ordinal)
                ),
            ],
            Limits = meant
                .Where(lines => lines.All(l => l is not null))
                .ToDictionary(lines => lines.Key, lines => RoleLimit.Join([.. lines.OfType<RoleLimit>()]), StringComparer.Ordinal),
        };
    }

    /// <summary>
    /// The lines that can be given. No one gives a role for a system that is not registered: such a system is left out of its line, and a
    /// line of which nothing is left gives no role at all, rather than one for the whole organisation.
    /// </summary>
    public static IReadOnlyList<MappedRole> Among(IEnumerable<MappedRole> mapping, IReadOnlySet<SystemId> registered)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        ArgumentNullException.ThrowIfNull(registered);
        return
        [
            .. mapping
                .Select(m =>
                    m.Limit is null ? m : m with { Limit = m.Limit with { Systems = [.. m.Limit.Systems.Where(registered.Contains)] } }
                )
                .Where(m => m.Limit is null || m.Limit.Systems.Count + m.Limit.Units.Count > 0),
        ];
    }
}
