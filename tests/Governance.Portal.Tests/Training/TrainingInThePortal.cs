using Governance.Domain.Identity;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.Training;

internal sealed class TrainingInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new("/training", "/training", Roles.Engineer, 22),
        new("/training/runs", "/training/runs", Roles.Engineer, 22),
        new(null, "/api/v1/training-runs?limit=500", Roles.Engineer, 13),
        new("/training/{Id}", "/training/TRN-9999", Roles.Engineer, 19),
        new(null, "/api/v1/training-permits?limit=500", Roles.Engineer, 13),
    ];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["POST /api/v1/training-permits"] = new(RequestTraining),
            ["POST /api/v1/training-permits/{id}:answer"] = new(ApproveTraining),
            ["POST /api/v1/training-permits/{id}:issue"] = new(RequestTraining),
            ["POST /api/v1/training-permits/{id}:revoke"] = new(ApproveTraining),
            ["POST /api/v1/training-runs/{id}:settle"] = new(ApproveTraining),
        };

    public string Operations { get; } =
        """
            engineer POST /api/v1/datasets {"name":"train-data","owner":"owner@demo.example","sensitivity":"internal",
              "purposes":["fraud detection"]}
            engineer POST /api/v1/training-permits {"model":"fraud-scorer","datasets":[{"name":"train-data","version":"1"}],
              "commit":"a41f09c","purpose":"fraud detection","environment":"eu-train"}
            key GET /api/v1/training-permits?state=waiting
            key GET /api/v1/training-permits/TRN-0001
            key GET /api/v1/training-runs?verdict=open
            """;
}
