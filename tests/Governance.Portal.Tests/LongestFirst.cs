using Governance.Portal.Tests.Decisions;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Hosting;
using Governance.Portal.Tests.Policies;
using Governance.Portal.Tests.Postures;
using Governance.Portal.Tests.Queries;
using Governance.Portal.Tests.Registry;
using Governance.Portal.Tests.Retirements;
using Governance.Portal.Tests.Search;
using Xunit.Sdk;
using Xunit.v3;

namespace Governance.Portal.Tests;

/// <summary>
/// Begins the classes that take longest in the first half of a run: one that begins last runs alone for as long as it takes, while a
/// processor has nothing to do. They begin one by one among the others: all of them at once keep the processors from everything else, also
/// from the browsers of the tests that run beside these.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly Type[] s_longest =
    [
        typeof(HostileTextTests),
        typeof(AnchoredGateTests),
        typeof(IntakeTests),
        typeof(PageBudgetTests),
        typeof(DeploymentsApiTests),
        typeof(PostureTests),
        typeof(RetirementFlowTests),
        typeof(EndpointAuthorizationTests),
        typeof(ShutdownTests),
        typeof(FindAnythingTests),
    ];

    private static readonly Dictionary<string, int> s_places = s_longest.Index().ToDictionary(t => t.Item.FullName!, t => t.Index);

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection
    {
        var longest = testCollections.Where(c => Place(c) < int.MaxValue).OrderBy(Place).ToList();
        var others = testCollections.Where(c => Place(c) == int.MaxValue).ToList();
        var between = others.Count / 2 / Math.Max(1, longest.Count);
        return
        [
            .. longest.Index().SelectMany(l => others.Skip(l.Index * between).Take(between).Prepend(l.Item)),
            .. others.Skip(longest.Count * between),
        ];
    }

    // A class that shares nothing is a collection, which is named after it.
    private static int Place<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection =>
        collection.TestCollectionDisplayName.Split(' ').Select(word => s_places.GetValueOrDefault(word, int.MaxValue)).Min();
}
