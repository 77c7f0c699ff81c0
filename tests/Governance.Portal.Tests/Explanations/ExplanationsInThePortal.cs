using Governance.Domain.Identity;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.Explanations;

internal sealed class ExplanationsInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new("/compliance/explanation-requests", "/compliance/explanation-requests", Roles.ComplianceOfficer, 22),
        new("/compliance/explanation-requests/{Id}", "/compliance/explanation-requests/EXR-0001", Roles.ComplianceOfficer, 21),
        new(null, "/api/v1/explanation-requests?limit=500", Roles.ComplianceOfficer, 12),
    ];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["POST /api/v1/explanation-requests"] = new(WriteExplanations),
            ["POST /api/v1/explanation-requests/{id}:draft"] = new(WriteExplanations),
            ["POST /api/v1/explanation-requests/{id}:review"] = new(ReviewExplanations),
            ["POST /api/v1/explanation-requests/{id}:send"] = new(WriteExplanations),
            ["POST /api/v1/explanation-requests/{id}:decline"] = new(WriteExplanations),
            ["POST /api/v1/explanation-requests/{id}:withdraw"] = new(WriteExplanations),
            ["POST /api/v1/explanation-requests/{id}:erase"] = new(WriteExplanations),
        };

    public string Operations { get; } =
        """
            compliance POST /api/v1/explanation-requests {"personReference":"Customer 20-4711","decision":"$decision",
              "language":"de"} => exr=id
            compliance POST /api/v1/explanation-requests/$exr:draft {"language":"en"} => words=textSha256
            legal POST /api/v1/explanation-requests/$exr:review {"outcome":"return","textSha256":"$words","reason":"Say what a score is"}
            compliance POST /api/v1/explanation-requests/$exr:draft
              {"text":"A score says how likely it is that a loan is not repaid."} => words=textSha256
            legal POST /api/v1/explanation-requests/$exr:review {"outcome":"approve","textSha256":"$words"}
            compliance POST /api/v1/explanation-requests/$exr:send {"via":"post"}
            key GET /api/v1/explanation-requests?state=sent
            key GET /api/v1/explanation-requests/$exr
            compliance POST /api/v1/explanation-requests/$exr:erase
            compliance POST /api/v1/explanation-requests {"personReference":"Customer 20-4712","decision":"$decision"} => exr=id
            compliance POST /api/v1/explanation-requests/$exr:decline
              {"ground":"not-the-person","reason":"The decision is about someone else"}
            compliance POST /api/v1/explanation-requests {"personReference":"Customer 20-4713","decision":"$decision"} => exr=id
            compliance POST /api/v1/explanation-requests/$exr:withdraw
            """;
}
