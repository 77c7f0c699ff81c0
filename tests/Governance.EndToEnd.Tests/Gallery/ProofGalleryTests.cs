using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Testing;

namespace Governance.EndToEnd.Tests.Gallery;

/// <summary>Pages that prove: the audit log, its entries, custody.</summary>
public sealed class ProofGalleryTests(RunningBrowser browser, GalleryPortal portal) : GalleryTests(browser, portal)
{
    public static TheoryData<string> Pages => [.. GalleryPages.Proof.Select(p => p.Name)];

    [Theory(Timeout = 180_000)]
    [Trait(Soak.Trait, Soak.Value)]
    [MemberData(nameof(Pages))]
    public Task Page_InEveryThemeAndWidth_IsAccessibleAndFits(string name) => LookAsync(name);
}
