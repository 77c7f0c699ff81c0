using Governance.EndToEnd.Tests.Gallery;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;

namespace Governance.EndToEnd.Tests.DecisionReviews;

internal sealed class DecisionReviewsGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [
        new("decision-reviews", "/decision-reviews", "/decision-reviews") { Viewer = Risk },
        new("decision-review", "/decision-reviews/{Id}", "/decision-reviews/RVW-0003") { Viewer = Risk },
        new("decision-review-answered", "/decision-reviews/{Id}", "/decision-reviews/RVW-0001") { Viewer = Risk },
        new("answer-review", "/decision-reviews/{Id}", "/decision-reviews/RVW-0003")
        {
            Viewer = Risk,
            WholePage = false,
            Prepare = p => OpenDialogAsync(p, "Override decision"),
        },
        new("review-rules", "/decision-reviews", "/decision-reviews")
        {
            Viewer = Risk,
            WholePage = false,
            Prepare = p => OpenDialogAsync(p, "Change which decisions of credit-default are reviewed"),
        },
    ];
}
