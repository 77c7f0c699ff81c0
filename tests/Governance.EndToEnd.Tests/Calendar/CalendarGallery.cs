using Governance.EndToEnd.Tests.Gallery;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;

namespace Governance.EndToEnd.Tests.Calendar;

internal sealed class CalendarGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [
        new("calendar", "/calendar", "/calendar") { Viewer = Officer },
        new("calendar-month", "/calendar", "/calendar?view=month") { Viewer = Officer },
    ];
}
