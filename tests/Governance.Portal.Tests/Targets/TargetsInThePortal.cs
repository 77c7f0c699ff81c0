using Governance.Domain.Identity;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.Targets;

internal sealed class TargetsInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new("/compliance/systems/{Id}/targets", "/compliance/systems/SYS-0001/targets", Roles.ComplianceOfficer, 21),
        new(null, "/api/v1/systems/SYS-0001/targets", Roles.ComplianceOfficer, 12),
    ];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["PUT /api/v1/systems/{id}/targets"] = new(WriteTargets),
            ["POST /api/v1/systems/{id}/targets/sign"] = Rule.Proof,
        };

    public string Operations { get; } =
        """
            compliance POST /api/v1/systems {"name":"Targeted","purpose":"Scores applications","owner":"owner@demo.example"} => targeted=id
            compliance PUT /api/v1/systems/$targeted/targets {"appetite":9,"reason":"Decides on credit","targets":[{"metric":"auc",
              "min":0.8,"why":"Below it too many good customers are declined"}]} => sha=draft.contentSha256
            risk POST /api/v1/systems/$targeted/targets/sign {"contentSha256":"$sha"}
            key GET /api/v1/systems/$targeted/targets
            """;
}
