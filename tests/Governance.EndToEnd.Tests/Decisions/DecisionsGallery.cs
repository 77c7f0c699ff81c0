using Governance.EndToEnd.Tests.Gallery;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;

namespace Governance.EndToEnd.Tests.Decisions;

internal sealed class DecisionsGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [
        new("decisions", "/decisions", "/decisions") { Viewer = Risk },
        new("decisions-none", "/decisions", "/decisions?q=model:none") { Viewer = Risk },
        new("decision", "/decisions/{Id}", "/decisions/crd-012690") { Viewer = Risk },
        new("override-decision", "/decisions/{Id}", "/decisions/crd-012689")
        {
            Viewer = Risk,
            WholePage = false,
            Prepare = p => OpenDialogAsync(p, "Override decision"),
        },
        new("decision-missing", "/decisions/{Id}", "/decisions/none") { Viewer = Risk },
        new("decision-policy", "/decisions", "/decisions")
        {
            Viewer = Risk,
            WholePage = false,
            Prepare = p => OpenDialogAsync(p, "Change what is stored for credit-default"),
        },
    ];
}
