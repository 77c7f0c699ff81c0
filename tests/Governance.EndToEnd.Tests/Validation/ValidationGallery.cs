using Governance.EndToEnd.Tests.Gallery;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;

namespace Governance.EndToEnd.Tests.Validation;

internal sealed class ValidationGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [
        new("validation-schedules", "/models/{Model}/validation", "/models/credit-default/validation") { Viewer = Officer },
        new("validation-schedule", "/models/{Model}/validation/{Id}", "/models/credit-default/validation/VSC-0001") { Viewer = Officer },
    ];
}
