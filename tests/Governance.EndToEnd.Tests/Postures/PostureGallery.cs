using Governance.EndToEnd.Tests.Gallery;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;

namespace Governance.EndToEnd.Tests.Postures;

internal sealed class PostureGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [
        new("posture", "/posture", "/posture") { Viewer = Risk },
        new("posture-model", "/posture/{Model}", "/posture/credit-default") { Viewer = Risk },
    ];
}
