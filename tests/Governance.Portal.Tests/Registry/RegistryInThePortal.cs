using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.Registry;

internal sealed class RegistryInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new("/models", "/models", "engineer", 28),
        new("/models/{Model}", "/models/fraud-scorer", "engineer", 66),
        new("/models/{Model}/compare", "/models/fraud-scorer/compare?a=1.4.0&b=1.4.0", "engineer", 28),
        new("/models/{Model}/register-version", "/models/fraud-scorer/register-version", "engineer", 20),
        new("/models/{Model}/versions/{Version}", "/models/fraud-scorer/versions/1.4.0", "engineer", 60),
        new("/models/{Model}/versions/{Version}", "/models/model-00001/versions/1.0.0?tab=deployments", "owner", 30),
        new(null, "/api/v1/models?limit=500", "engineer", 14),
    ];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["POST /api/v1/models/{model}/versions/{version}/evidence/{id}/withdraw"] = new(WithdrawEvidence, Keys: false),
            ["POST /api/v1/models/{model}/versions/{version}/evidence/{id}/attestations"] = Rule.Proof,
            ["POST /api/v1/models"] = new(WriteRegistry),
            ["PATCH /api/v1/models/{model}"] = new(WriteRegistry),
            ["POST /api/v1/models/{model}/versions"] = new(WriteRegistry),
            ["PUT /api/v1/models/{model}/versions/{version}/artifact"] = new(WriteRegistry),
            ["PUT /api/v1/models/{model}/versions/{version}/signature"] = new(WriteRegistry),
            ["POST /api/v1/models/{model}/versions/{version}/deployments"] = new(Deploy),
            ["POST /api/v1/models/{model}/versions/{version}/rollback"] = new(RollBack),
            ["POST /api/v1/models/{model}/risk-class/confirm"] = Rule.Proof,
            ["POST /api/v1/models/{model}/risk-class/decline"] = Rule.Proof,
        };
}
