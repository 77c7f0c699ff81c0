using Governance.EndToEnd.Tests.Gallery;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;

namespace Governance.EndToEnd.Tests.MlFlow;

internal sealed class MlFlowGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } = [new("mlflow", "/admin/mlflow", "/admin/mlflow") { Viewer = Administrator }];
}
