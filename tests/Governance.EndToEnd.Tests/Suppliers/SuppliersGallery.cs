using Governance.EndToEnd.Tests.Gallery;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;

namespace Governance.EndToEnd.Tests.Suppliers;

internal sealed class SuppliersGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [
        new("suppliers", "/suppliers", "/suppliers") { Viewer = Officer },
        new("supplier", "/suppliers/{Id}", "/suppliers/SPL-0001") { Viewer = Officer },
    ];
}
