using Governance.EndToEnd.Tests.Gallery;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;

namespace Governance.EndToEnd.Tests.Explanations;

internal sealed class ExplanationsGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [
        new("explanation-requests", "/compliance/explanation-requests", "/compliance/explanation-requests") { Viewer = Officer },
        new("explanation-request", "/compliance/explanation-requests/{Id}", "/compliance/explanation-requests/EXR-0001")
        {
            Viewer = Officer,
        },
    ];
}
