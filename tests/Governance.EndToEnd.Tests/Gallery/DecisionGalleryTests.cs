using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Testing;

namespace Governance.EndToEnd.Tests.Gallery;

/// <summary>Pages of people who decide: overview, approvals, reports, accounts.</summary>
public sealed class DecisionGalleryTests(RunningBrowser browser, GalleryPortal portal) : GalleryTests(browser, portal)
{
    public static TheoryData<string> Pages => [.. GalleryPages.Decisions.Select(p => p.Name)];

    [Theory(Timeout = 180_000)]
    [Trait(Soak.Trait, Soak.Value)]
    [MemberData(nameof(Pages))]
    public Task Page_InEveryThemeAndWidth_IsAccessibleAndFits(string name) => LookAsync(name);
}
