using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Testing;
using Microsoft.AspNetCore.Components;

namespace Governance.EndToEnd.Tests.Gallery;

/// <summary>Pages about models: registry and monitoring.</summary>
public sealed class ModelGalleryTests(RunningBrowser browser, GalleryPortal portal) : GalleryTests(browser, portal)
{
    public static TheoryData<string> Pages => [.. GalleryPages.Models.Select(p => p.Name)];

    [Theory(Timeout = 180_000)]
    [Trait(Soak.Trait, Soak.Value)]
    [MemberData(nameof(Pages))]
    public Task Page_InEveryThemeAndWidth_IsAccessibleAndFits(string name) => LookAsync(name);

    [Fact]
    public void Gallery_HasEveryPageOfThePortal()
    {
        var templates = PortalAssemblies
            .Types.SelectMany(type => type.GetCustomAttributes(typeof(RouteAttribute), false).Cast<RouteAttribute>())
            .Select(route => route.Template);

        Assert.Empty(
            templates.Except([.. GalleryPages.All.Select(p => p.Template), .. GalleryPages.Elsewhere], StringComparer.OrdinalIgnoreCase)
        );
    }
}
