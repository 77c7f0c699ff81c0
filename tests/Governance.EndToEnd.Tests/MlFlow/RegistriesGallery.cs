using Governance.EndToEnd.Tests.Gallery;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;

namespace Governance.EndToEnd.Tests.MlFlow;

internal sealed class RegistriesGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [new("registries", "/admin/registries", "/admin/registries") { Viewer = Administrator }];
}
