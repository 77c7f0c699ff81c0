using Governance.EndToEnd.Tests.Gallery;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;

namespace Governance.EndToEnd.Tests.Integrations;

internal sealed class IntegrationsGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [
        new("integrations", "/admin/integrations", "/admin/integrations") { Viewer = Administrator },
        new("new-integration", "/admin/integrations", "/admin/integrations")
        {
            Viewer = Administrator,
            WholePage = false,
            Prepare = p => OpenDialogAsync(p, "New destination"),
        },
        new("integration", "/admin/integrations/{Id}", "/admin/integrations/DST-0001") { Viewer = Administrator },
        new("integration-missing", "/admin/integrations/{Id}", "/admin/integrations/DST-9999") { Viewer = Administrator },
    ];
}
