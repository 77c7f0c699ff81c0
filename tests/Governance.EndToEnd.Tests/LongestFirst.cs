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
/// Runs the classes that take longest in the middle: one that runs last runs alone for as long as it takes, while a processor waits. The
/// runner hands all of them to the thread pool at once, of which one thread begins at the front and one at the back: the first and the last
/// begin, and whichever thread is free goes on towards the other end. The last has the demo played, which others wait for.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly Type[] s_longest =
    [
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
    ];

    private static readonly HashSet<string> s_middle = [.. s_longest.Select(t => t.FullName!)];
    private static readonly string s_first = typeof(FromZeroTests).FullName!;
    private static readonly string s_last = typeof(DemoPacksTests).FullName!;

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection
    {
        var ends = testCollections.Count(c => !IsIn(c, s_middle.Contains)) / 2;
        var seen = 0;
        return [.. testCollections.OrderBy(Place)];

        int Place(TTestCollection collection) =>
            IsIn(collection, s_first.Equals) ? 0
            : IsIn(collection, s_last.Equals) ? 4
            : IsIn(collection, s_middle.Contains) ? 2
            : seen++ < ends ? 1
            : 3;
    }

    // A class that shares nothing is a collection, which is named after it.
    private static bool IsIn<TTestCollection>(TTestCollection collection, Func<string, bool> isOne)
        where TTestCollection : ITestCollection => collection.TestCollectionDisplayName.Split(' ').Any(isOne);
}
