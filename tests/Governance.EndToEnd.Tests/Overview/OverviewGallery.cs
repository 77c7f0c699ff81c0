using Governance.EndToEnd.Tests.Gallery;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;

namespace Governance.EndToEnd.Tests.Overview;

internal sealed class OverviewGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [
        new("overview", "/", "/") { Viewer = Legal },
        new("overview-programme", "/", "/?scope=programme") { Viewer = Risk },
        new("overview-risk", "/", "/?scope=risk") { Viewer = Risk },
        new("overview-security", "/", "/?scope=security") { Viewer = Administrator },
        new("overview-sponsor", "/", "/?scope=sponsor&period=365d") { Viewer = Auditor },
        new("mailed-dashboards", "/account/dashboards", "/account/dashboards?view=risk") { Viewer = Risk },
        new("key-figure", "/kpis/{Id}", "/kpis/compliance-score") { Viewer = Risk },
    ];
}
