using Governance.EndToEnd.Tests.Gallery;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;

namespace Governance.EndToEnd.Tests.ModelRisk;

internal sealed class ModelRiskGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [
        new("model-risk", "/model-risk", "/model-risk") { Viewer = Officer },
        new("model-risk-of-model", "/models/{Model}/risk", "/models/credit-default/risk") { Viewer = Officer },
    ];
}
