using Governance.EndToEnd.Tests.Gallery;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;

namespace Governance.EndToEnd.Tests.Targets;

internal sealed class TargetsGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [new("targets", "/compliance/systems/{Id}/targets", "/compliance/systems/SYS-0001/targets") { Viewer = Officer }];
}
