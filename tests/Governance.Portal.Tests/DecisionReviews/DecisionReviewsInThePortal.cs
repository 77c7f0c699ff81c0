using Governance.Domain.Identity;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.DecisionReviews;

internal sealed class DecisionReviewsInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new("/decision-reviews", "/decision-reviews", Roles.RiskOfficer, 31),
        new("/decision-reviews/{Id}", "/decision-reviews/RVW-0001", Roles.RiskOfficer, 21),
        new(null, "/api/v1/reviews?limit=500", Roles.RiskOfficer, 12),
    ];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["POST /api/v1/reviews"] = new(ReviewDecisions),
            ["POST /api/v1/reviews/{id}:answer"] = new(ReviewDecisions),
            ["POST /api/v1/reviews/{id}:reassign"] = new(ReviewDecisions),
            ["PUT /api/v1/models/{model}/review-rules"] = new(ChangeReviewRules),
        };

    public string Operations { get; } =
        """
            risk PUT /api/v1/models/netflow-detector/review-rules {"rules":[{"kind":"confidence-band","low":0.4,"high":0.6},
              {"kind":"random-share","share":0.02}],"reviewers":["risk@demo.example"],"dueHours":48,"sampleShare":0.1,
              "truths":{"1":"block","0":"allow"}}
            key GET /api/v1/models/netflow-detector/review-rules
            risk POST /api/v1/reviews {"decision":"$decision","reason":"The address looks odd","reviewer":"risk@demo.example"} => review=id
            key GET /api/v1/reviews?state=waiting
            key GET /api/v1/reviews/$review
            risk POST /api/v1/reviews/$review:reassign {"reviewer":"owner@demo.example","reason":"On leave until Monday"}
            owner POST /api/v1/reviews/$review:answer {"outcome":"override","newOutcome":"allow","reasonCode":"new-information",
              "reason":"It is the new branch"}
            key GET /api/v1/models/netflow-detector/review-figures
            """;
}
