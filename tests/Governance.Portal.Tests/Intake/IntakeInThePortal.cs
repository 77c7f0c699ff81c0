using Governance.Domain.Identity;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.Intake;

internal sealed class IntakeInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new("/compliance/use-cases", "/compliance/use-cases", Roles.ComplianceOfficer, 22),
        new("/compliance/use-cases/{Id}", "/compliance/use-cases/USE-0001", Roles.ComplianceOfficer, 21),
        new("/compliance/use-cases/new", "/compliance/use-cases/new", Roles.ComplianceOfficer, 21),
        new("/compliance/use-cases/{Id}/edit", "/compliance/use-cases/USE-0001/edit", Roles.ComplianceOfficer, 22),
        new(null, "/api/v1/use-cases?limit=500", Roles.ComplianceOfficer, 12),
    ];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["POST /api/v1/use-cases"] = new(ProposeUseCases),
            ["POST /api/v1/use-cases/{id}:change"] = new(ProposeUseCases),
            ["POST /api/v1/use-cases/{id}:submit"] = new(ProposeUseCases),
            ["POST /api/v1/use-cases/{id}:withdraw"] = new(ProposeUseCases),
            ["POST /api/v1/use-cases/{id}:ask"] = new(TriageUseCases),
            ["POST /api/v1/use-cases/{id}:opinion"] = new(TriageUseCases),
            ["POST /api/v1/use-cases/{id}:decline"] = new(DecideUseCases),
            ["POST /api/v1/use-cases/{id}:accept"] = new(DecideUseCases),
            ["POST /api/v1/use-cases/{id}:meet-condition"] = new(DecideUseCases),
        };

    public string Operations { get; } =
        """
            engineer POST /api/v1/use-cases {"title":"Loan pricing","purpose":"Proposes a price","benefit":"Faster",
              "data":["personal"],"sourcing":"build","hosting":"own-cloud","decisionRole":"assist","owner":"compliance@demo.example",
              "screening":{"Q10":["no"],"Q40":["none"]}} => use=id
            engineer POST /api/v1/use-cases/$use:submit
            risk POST /api/v1/use-cases/$use:ask {"question":"Where do the prices come from?"}
            engineer POST /api/v1/use-cases/$use:change {"title":"Loan pricing of people","purpose":"Proposes a price","benefit":"Faster",
              "data":["personal"],"sourcing":"build","hosting":"own-cloud","decisionRole":"assist","owner":"compliance@demo.example"}
            engineer POST /api/v1/use-cases/$use:submit
            risk POST /api/v1/use-cases/$use:opinion {"verdict":"support","words":"Limits are set"}
            security POST /api/v1/use-cases/$use:opinion {"verdict":"support","words":"Own cloud"}
            legal POST /api/v1/use-cases/$use:opinion {"verdict":"support-with-conditions","words":"With a notice"}
            compliance POST /api/v1/use-cases/$use:accept {"expectedClass":"minimal","expectedTier":"tier2","pack":"pricing",
              "roles":["provider","deployer"],"conditions":["Tell customers that a system proposes the price"]}
            compliance POST /api/v1/use-cases/$use:meet-condition {"condition":1,"words":"The notice is in the form since March"}
            key GET /api/v1/use-cases?state=accepted
            key GET /api/v1/use-cases/$use
            engineer POST /api/v1/use-cases {"title":"Mood of agents","purpose":"Estimates stress","benefit":"Breaks",
              "data":["employee"],"sourcing":"buy","supplier":"Call Tools","hosting":"supplier-in-union","decisionRole":"assist",
              "owner":"compliance@demo.example","screening":{"Q17":["work_or_school"]}} => use=id
            engineer POST /api/v1/use-cases/$use:submit
            compliance POST /api/v1/use-cases/$use:decline {"reason":"Prohibited (Art. 5(1)(f))"}
            engineer POST /api/v1/use-cases {"title":"Third"} => use=id
            engineer POST /api/v1/use-cases/$use:withdraw
            """;
}
