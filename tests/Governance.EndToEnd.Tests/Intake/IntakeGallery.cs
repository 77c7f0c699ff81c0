using Governance.EndToEnd.Tests.Gallery;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;

namespace Governance.EndToEnd.Tests.Intake;

internal sealed class IntakeGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [
        new("use-cases", "/compliance/use-cases", "/compliance/use-cases") { Viewer = Officer },
        new("use-case", "/compliance/use-cases/{Id}", "/compliance/use-cases/USE-0001") { Viewer = Officer },
        new("use-case-new", "/compliance/use-cases/new", "/compliance/use-cases/new") { Viewer = Officer },
        new("use-case-edit", "/compliance/use-cases/{Id}/edit", "/compliance/use-cases/USE-0002/edit") { Viewer = Officer },
    ];
}
