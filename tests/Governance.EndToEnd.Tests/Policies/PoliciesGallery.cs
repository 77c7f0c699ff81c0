using Governance.EndToEnd.Tests.Gallery;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;

namespace Governance.EndToEnd.Tests.Policies;

internal sealed class PoliciesGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [
        new("policies", "/policies", "/policies") { Viewer = Risk },
        new("policy", "/policies/{Name}", "/policies/high-risk-models") { Viewer = Risk },
        new("policy-history", "/policies/{Name}", "/policies/high-risk-models?tab=history") { Viewer = Risk },
        new("policy-propose-pack", "/policies/propose", "/policies/propose") { Viewer = Risk },
        new("policy-propose", "/policies/propose", "/policies/propose?policy=high-risk-models") { Viewer = Risk },
        new("policy-change", "/policies/changes/{Id}", "/policies/changes/PCR-0001") { Viewer = Risk },
    ];
}
