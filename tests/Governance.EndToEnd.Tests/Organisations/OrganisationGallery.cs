using Governance.EndToEnd.Tests.Gallery;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;

namespace Governance.EndToEnd.Tests.Organisations;

internal sealed class OrganisationGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [new("organisation", "/admin/organisation", "/admin/organisation") { Viewer = Administrator }];
}
