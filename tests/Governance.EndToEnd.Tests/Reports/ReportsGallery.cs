using Governance.EndToEnd.Tests.Gallery;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;

namespace Governance.EndToEnd.Tests.Reports;

internal sealed class ReportsGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [
        new("new-report", "/reports/new", "/reports/new?kind=approval-record&subject=APR-0004"),
        new("report-missing", "/reports/{Id}", "/reports/REP-9999"),
        new("reports", "/compliance/reports", "/compliance/reports") { Viewer = Officer },
        new("report-picker", "/reports/new", "/reports/new") { Viewer = Officer },
        new("model-card-preview", "/reports/new", "/reports/new?kind=model-card&subject=credit-default%402.0.0") { Viewer = Officer },
        new("annex-iv-preview", "/reports/new", "/reports/new?kind=annex-iv&subject=SYS-0001") { Viewer = Officer },
    ];
}
