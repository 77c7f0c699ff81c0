using Governance.EndToEnd.Tests.Demo;
using Governance.EndToEnd.Tests.Gallery;
using Governance.EndToEnd.Tests.Hostile;
using Governance.EndToEnd.Tests.Journey;
using Governance.EndToEnd.Tests.Localisation;
using Governance.EndToEnd.Tests.Newcomer.FromZero;
using Governance.EndToEnd.Tests.Postures;
using Xunit.Sdk;
using Xunit.v3;

namespace Governance.EndToEnd.Tests;

/// <summary>
/// Begins the classes that take longest: one that begins last runs alone for as long as it takes, while a processor has nothing to do. The
/// first has the demo played; what needs it too comes after those that do not, so that they do not all wait for it.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly Type[] s_longest =
    [
        typeof(DemoTourTests),
        typeof(FromZeroTests),
        typeof(PromotionJourneyTests),
        typeof(PostureJourneyTests),
        typeof(OperateStoryTests),
        typeof(HostileUploadsTests),
        typeof(GermanGalleryTests),
        typeof(GalleryTests),
        typeof(TechnicalFileJourneyTests),
        typeof(OverviewTests),
        typeof(HostileTextTests),
    ];

    private static readonly Dictionary<string, int> s_places = s_longest.Index().ToDictionary(t => t.Item.FullName!, t => t.Index);

    // Whatever is last begins with the first ones: this takes two seconds, and no demo.
    private static readonly string s_last = typeof(ClippedTests).FullName!;

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderBy(Place)];

    // A class that shares nothing is a collection, which is named after it.
    private static int Place<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection
    {
        var words = collection.TestCollectionDisplayName.Split(' ');
        return words.Contains(s_last, StringComparer.Ordinal)
            ? int.MaxValue
            : words.Select(word => s_places.GetValueOrDefault(word, s_longest.Length)).Min();
    }
}
