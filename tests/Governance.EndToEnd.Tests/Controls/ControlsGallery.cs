using Governance.EndToEnd.Tests.Gallery;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;

namespace Governance.EndToEnd.Tests.Controls;

internal sealed class ControlsGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [new("control-mapping", "/compliance/controls", "/compliance/controls") { Viewer = Officer }];
}
