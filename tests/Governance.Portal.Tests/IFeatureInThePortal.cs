using Governance.Domain.Identity;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;

namespace Governance.Portal.Tests;

/// <summary>
/// What the tests of the whole portal need to know of a feature: each says it in the folder of its own tests, where it is found.
/// </summary>
internal interface IFeatureInThePortal
{
    /// <summary>What its pages, and lists of the API, may ask of the database: a line for every page at least.</summary>
    IEnumerable<PageBudget> Pages => [];

    /// <summary>Who may call what leaves the decision to its action (<c>RequireCaller()</c>), by method and route.</summary>
    IReadOnlyDictionary<string, Rule> Writes => new Dictionary<string, Rule>(StringComparer.Ordinal);

    /// <summary>What an action asks for besides what its endpoint declares, by method and route.</summary>
    IReadOnlyDictionary<string, Permission> Besides => new Dictionary<string, Permission>(StringComparer.Ordinal);

    /// <summary>
    /// A call of each of its operations, as <see cref="Api.OperationScript"/> reads them; they find the demo's scene as the calls of
    /// others left it.
    /// </summary>
    string Operations => "";
}

/// <summary>Every feature of which something is said.</summary>
internal static class FeaturesInThePortal
{
    public static IReadOnlyList<IFeatureInThePortal> All { get; } =
    [
        .. typeof(FeaturesInThePortal)
            .Assembly.GetTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false } && typeof(IFeatureInThePortal).IsAssignableFrom(t))
            .OrderBy(t => t.FullName, StringComparer.Ordinal)
            .Select(t => (IFeatureInThePortal)Activator.CreateInstance(t)!),
    ];
}
