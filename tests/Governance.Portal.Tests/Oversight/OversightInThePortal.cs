using Governance.Domain.Identity;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.Oversight;

internal sealed class OversightInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new("/compliance/systems/{Id}/oversight", "/compliance/systems/SYS-0001/oversight", Roles.ComplianceOfficer, 21),
        new(null, "/api/v1/systems/SYS-0001/oversight", Roles.ComplianceOfficer, 12),
    ];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["POST /api/v1/systems/{id}/oversight/overseers"] = new(ManageOversight),
            ["POST /api/v1/systems/{id}/oversight/overseers/{overseer}/trainings"] = new(ManageOversight),
            ["POST /api/v1/systems/{id}/oversight/overseers/{overseer}/end"] = new(ManageOversight),
            ["POST /api/v1/systems/{id}/oversight/stop-tests"] = new(ManageOversight),
            ["POST /api/v1/systems/{id}/oversight/stop-tests/{test}/decision"] = new(ConfirmStopTests),
        };

    public string Operations { get; } =
        """
            compliance POST /api/v1/systems {"name":"Watched","purpose":"Scores applications","owner":"owner@demo.example"} => watched=id
            compliance POST /api/v1/systems/$watched/oversight/overseers {"person":"risk@demo.example","authority":"stop"}
              => overseer=overseers.0.id
            compliance POST /api/v1/systems/$watched/oversight/overseers/$overseer/trainings
              {"what":"Limits of the score and how to stop it","trainer":"Model risk team"}
            compliance POST /api/v1/systems/$watched/oversight/stop-tests
              {"result":"stopped","what":"Scoring switched off by its flag","secondsToStop":40} => test=stopTests.0.id
            owner POST /api/v1/systems/$watched/oversight/stop-tests/$test/decision {"outcome":"confirm"}
            key GET /api/v1/systems/$watched/oversight
            compliance POST /api/v1/systems/$watched/oversight/overseers/$overseer/end {"reason":"Moved to another department"}
            """;
}
