using Governance.Domain.Identity;

namespace Governance.Portal.Tests.Doors;

/// <summary>
/// Who may call what leaves the decision to its action (ADR 0011): the door only asks for a good account or key, so nothing but what
/// features say in
/// <see cref="IFeatureInThePortal.Writes"/> says what is meant. A new endpoint of that kind gets a line there.
/// </summary>
internal static class WriteRules
{
    /// <summary>What an action asks for besides what its door declares.</summary>
    public static IReadOnlyDictionary<string, Permission> Besides { get; } =
        FeaturesInThePortal.All.SelectMany(f => f.Besides).ToDictionary(StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, Rule> All { get; } =
        FeaturesInThePortal.All.SelectMany(f => f.Writes).ToDictionary(StringComparer.Ordinal);
}
