using Governance.Portal.Tests.Api;
using Governance.Portal.Tests.Decisions;
using Governance.Portal.Tests.Demo;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Policies;
using Governance.Portal.Tests.Queries;
using Governance.Portal.Tests.RoleScopes;
using Xunit.Sdk;
using Xunit.v3;

namespace Governance.Portal.Tests;

/// <summary>
/// Begins with the classes that take longest, in no order of their own besides: one that begins last runs alone for as long as it takes,
/// while a processor has nothing to do. A class that is not named here begins with all others.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly Type[] s_longest =
    [
        typeof(DemoPacksTests),
        typeof(HostileTextTests),
        typeof(ScopedRoleTests),
        typeof(IntakeTests),
        typeof(EveryRuleAtTheGateTests),
        typeof(StatementCountTests),
        typeof(PageBudgetTests),
        typeof(PythonClientTests),
        typeof(EndpointAuthorizationTests),
        typeof(EndpointAuthorizationKeyTests),
        typeof(OtherScopeTests),
        typeof(FuzzTests),
        typeof(OpenApiContractTests),
        typeof(RepeatedAnswersTests),
    ];

    private static readonly Dictionary<string, int> s_places = s_longest.Index().ToDictionary(t => t.Item.FullName!, t => t.Index);

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderBy(Place)];

    // A class that shares nothing is a collection, which is named after it.
    private static int Place<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection =>
        collection.TestCollectionDisplayName.Split(' ').Select(word => s_places.GetValueOrDefault(word, int.MaxValue)).Min();
}
