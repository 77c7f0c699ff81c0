using Governance.EndToEnd.Tests.Gallery;

namespace Governance.EndToEnd.Tests.Hosting;

internal sealed class HostingGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [
        new("forbidden", "/forbidden", "/forbidden") { IsStatic = true },
        new("busy", "/busy", "/busy") { IsStatic = true },
        new("not-found", "/not-found", "/no-such-page"),
        new("api", "/openapi", "/openapi") { IsStatic = true, WholePage = false },
    ];
}
