using Governance.Domain.Identity;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.Experiments;

internal sealed class ExperimentsInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new("/models/{Model}/experiments", "/models/fraud-scorer/experiments", Roles.Engineer, 20),
        new("/experiments/{Id}", "/experiments/EXP-9999", Roles.Engineer, 19),
        new(null, "/api/v1/experiments?limit=500", Roles.Engineer, 13),
    ];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["POST /api/v1/experiments"] = new(PlanExperiments),
            ["POST /api/v1/experiments/{id}:approve"] = new(DecideExperiments),
            ["POST /api/v1/experiments/{id}:start"] = new(PlanExperiments),
            ["POST /api/v1/experiments/{id}/observations"] = new(RecordExperiments),
            ["POST /api/v1/experiments/{id}:stop"] = new(PlanExperiments),
            ["POST /api/v1/experiments/{id}:roll-back"] = new(RollBack),
            ["POST /api/v1/experiments/{id}:conclude"] = new(DecideExperiments),
        };

    public string Operations { get; } =
        """
            key GET /api/v1/experiments?state=running
            """;
}
