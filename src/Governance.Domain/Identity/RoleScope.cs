using Governance.Domain.Systems;

namespace Governance.Domain.Identity;

/// <summary>
/// What a role was given for, when not for the whole organisation: some AI systems, the systems of some business units, or both. No scope
/// at all means the whole organisation; a scope that names nothing that exists reaches nothing.
/// </summary>
public sealed class RoleScope
{
    /// <summary>Longest name of a business unit.</summary>
    public const int MaxUnit = 100;

    /// <summary>Most systems, and most units, of one scope.</summary>
    public const int MaxParts = 100;

    private List<SystemId> _systems = [];
    private List<string> _units = [];

    private RoleScope() { }

    /// <summary>Whose role.</summary>
    public UserId User { get; private init; }

    /// <summary>Which role.</summary>
    public string Role { get; private init; } = "";

    /// <summary>The systems, in the order of their ids.</summary>
    public IReadOnlyList<SystemId> Systems => _systems;

    /// <summary>The business units, by name.</summary>
    public IReadOnlyList<string> Units => _units;

    /// <summary>Roles that are given for the whole organisation or not at all: they look after what belongs to no single system.</summary>
    public static IReadOnlyList<string> WholeOnly { get; } = [Roles.Administrator, Roles.Auditor];

    /// <summary>Makes a scope. The caller has checked that the systems exist.</summary>
    public static Result<RoleScope> Of(UserId user, string role, IReadOnlyList<SystemId> systems, IReadOnlyList<string> units)
    {
        ArgumentNullException.ThrowIfNull(systems);
        ArgumentNullException.ThrowIfNull(units);
        var named = units.Select(u => u?.Trim() ?? "").ToList();
        return WholeOnly.Contains(role, StringComparer.Ordinal) ? ScopeRefusals.WholeOnly(role)
            : systems.Count == 0 && named.Count == 0 ? ScopeRefusals.Empty(role)
            : systems.Count > MaxParts || named.Count > MaxParts ? ScopeRefusals.TooMany
            : named.Exists(u => u.Length is 0 or > MaxUnit) ? ScopeRefusals.UnitNotAllowed
            : new RoleScope
            {
                User = user,
                Role = role,
                _systems = [.. systems.Distinct().OrderBy(s => s.Number)],
                _units = [.. named.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            };
    }

    /// <summary>True when both reach the same.</summary>
    public bool IsSame(RoleScope? other) =>
        other is not null && _systems.SequenceEqual(other._systems) && _units.SequenceEqual(other._units, StringComparer.Ordinal);

    /// <summary>True when the second reaches anything the first does not; no scope reaches everything.</summary>
    public static bool IsWider(RoleScope? before, RoleScope? after) =>
        before is not null
        && (
            after is null
            || after._systems.Except(before._systems).Any()
            || after._units.Except(before._units, StringComparer.Ordinal).Any()
        );

    /// <summary>Takes over what another scope of the same role reaches.</summary>
    public void Become(RoleScope other)
    {
        ArgumentNullException.ThrowIfNull(other);
        (_systems, _units) = ([.. other._systems], [.. other._units]);
    }
}
