using Governance.EndToEnd.Tests.Gallery;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;

namespace Governance.EndToEnd.Tests.Oversight;

internal sealed class OversightGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [new("oversight", "/compliance/systems/{Id}/oversight", "/compliance/systems/SYS-0001/oversight") { Viewer = Officer }];
}
