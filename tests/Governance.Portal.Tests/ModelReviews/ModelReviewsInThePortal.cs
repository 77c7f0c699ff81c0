using Governance.Domain.Identity;
using Governance.Portal.Tests.Doors;

namespace Governance.Portal.Tests.ModelReviews;

internal sealed class ModelReviewsInThePortal : IFeatureInThePortal
{
    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal) { ["POST /api/v1/models/{model}/reviews"] = new(Permission.ReviewModels) };

    public string Operations { get; } =
        """
            owner POST /api/v1/models/credit-default/reviews {"version":"2.0.0","outcome":"keep","reasons":"Looked at"} => review=id
            key GET /api/v1/models/credit-default/reviews
            key GET /api/v1/models/credit-default/reviews/$review
            """;
}
