using Governance.EndToEnd.Tests.Demo;
using Governance.EndToEnd.Tests.Gallery;
using Governance.EndToEnd.Tests.Hostile;
using Governance.EndToEnd.Tests.Journey;
using Governance.EndToEnd.Tests.Localisation;
using Governance.EndToEnd.Tests.Newcomer;
using Governance.EndToEnd.Tests.Newcomer.FromZero;
using Governance.EndToEnd.Tests.Postures;
using Governance.EndToEnd.Tests.SingleSignOn;
using Xunit.Sdk;
using Xunit.v3;

namespace Governance.EndToEnd.Tests;

/// <summary>
/// Begins the classes that take longest: one that begins last runs alone for as long as it takes, while a processor has nothing to do. The
/// runner hands all of them to the thread pool at once, whose first thread begins with the last one: the list is reversed. The first
/// has the demo played; what needs it too comes after those that do not, so that they do not all wait for it.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly Type[] s_longest =
    [
        typeof(DemoPacksTests),
        typeof(PostureJourneyTests),
        typeof(OperateStoryTests),
        typeof(PromotionJourneyTests),
        typeof(TechnicalFileJourneyTests),
        typeof(HostileUploadsTests),
        typeof(DemoTourTests),
        typeof(GermanGalleryTests),
        typeof(GalleryTests),
        typeof(KeyboardWorkTests),
        typeof(OverviewTests),
        typeof(RetirementJourneyTests),
        typeof(SingleSignOnTests),
        typeof(HostileTextTests),
    ];

    private static readonly Dictionary<string, int> s_places = s_longest.Index().ToDictionary(t => t.Item.FullName!, t => t.Index);

    // Taken from the other end by the second thread.
    private static readonly string s_second = typeof(FromZeroTests).FullName!;

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderByDescending(Place)];

    // A class that shares nothing is a collection, which is named after it.
    private static int Place<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection
    {
        var words = collection.TestCollectionDisplayName.Split(' ');
        return words.Contains(s_second, StringComparer.Ordinal)
            ? int.MaxValue
            : words.Select(word => s_places.GetValueOrDefault(word, s_longest.Length)).Min();
    }
}
