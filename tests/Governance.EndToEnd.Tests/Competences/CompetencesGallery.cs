using Governance.EndToEnd.Tests.Gallery;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;

namespace Governance.EndToEnd.Tests.Competences;

internal sealed class CompetencesGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [
        new("competences", "/competences", "/competences") { Viewer = Officer },
        new("competence-records", "/competences/records", "/competences/records") { Viewer = Officer },
        new("competence-requirements", "/competences/requirements", "/competences/requirements") { Viewer = Officer },
        new("responsibilities", "/compliance/responsibilities", "/compliance/responsibilities") { Viewer = Officer },
    ];
}
