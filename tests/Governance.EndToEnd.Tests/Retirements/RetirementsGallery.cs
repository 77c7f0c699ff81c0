using Governance.EndToEnd.Tests.Gallery;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;

namespace Governance.EndToEnd.Tests.Retirements;

internal sealed class RetirementsGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [
        new("retirements", "/retirements", "/retirements") { Viewer = Risk },
        new("retirement", "/retirements/{Id}", "/retirements/RET-0001") { Viewer = Risk },
    ];
}
