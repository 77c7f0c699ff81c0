using Governance.EndToEnd.Tests.Gallery;
using Governance.EndToEnd.Tests.Infrastructure;
using Microsoft.Playwright;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;
using static Governance.Localisation.Texts;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Risks;

internal sealed class RisksGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [
        new("risks", "/risks", "/risks?id=RSK-0001") { Viewer = Risk, Prepare = RescoredAsync },
        new("risk", "/risks/{Id}", "/risks/RSK-0001") { Viewer = Risk },
        new("risk-coverage", "/risks/coverage", "/risks/coverage") { Viewer = Risk },
        new("risk-mapping", "/risks/mapping", "/risks/mapping?item=LLM01:2025") { Viewer = Risk },
        new("threat-models", "/risks/threat-models", "/risks/threat-models") { Viewer = Risk },
        new("threat-model", "/risks/threat-models/{Id}", "/risks/threat-models/SYS-0004") { Viewer = Risk },
        new("risk-library", "/risks/library", "/risks/library?for=credit-default") { Viewer = Risk },
        new("new-risk", "/risks", "/risks")
        {
            Viewer = Risk,
            WholePage = false,
            Prepare = p => OpenDialogAsync(p, "New risk"),
        },
    ];

    // The demo's drift alert is raised in the background, and the risk that listens to it hears it.
    private static Task RescoredAsync(Person person) =>
        Expect(person.Page.GetByRole(AriaRole.Complementary, new() { NameRegex = new("^RSK-0001 ") }))
            .ToContainTextAsync(T["Risk re-scored by its signal"], new() { Timeout = 60_000 });
}
