using Governance.EndToEnd.Tests.Gallery;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;

namespace Governance.EndToEnd.Tests.Documents;

internal sealed class DocumentsGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [
        new(
            "technical-file",
            "/compliance/systems/{Id}/technical-file",
            "/compliance/systems/SYS-0001/technical-file?document=annex-iv&point=AIV-2-g"
        )
        {
            Viewer = Officer,
        },
        new(
            "technical-file-read",
            "/compliance/systems/{Id}/technical-file",
            "/compliance/systems/SYS-0001/technical-file?document=iso-42001"
        )
        {
            Viewer = Auditor,
        },
    ];
}
