using Governance.Domain.Identity;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.Competences;

internal sealed class CompetencesInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new("/competences", "/competences?gaps=true", Roles.ComplianceOfficer, 27),
        new("/competences/records", "/competences/records", Roles.ComplianceOfficer, 22),
        new("/competences/requirements", "/competences/requirements", Roles.ComplianceOfficer, 20),
        new(null, "/api/v1/competences?limit=500", Roles.ComplianceOfficer, 12),
    ];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["POST /api/v1/competences"] = new(RecordCompetences),
            ["POST /api/v1/competences/import"] = new(RecordCompetencesOfOthers),
            ["PUT /api/v1/competences/plan"] = new(ManageCompetences),
            ["POST /api/v1/competences/{id}:confirm"] = new(ManageCompetences),
            ["POST /api/v1/competences/{id}:withdraw"] = new(ManageCompetences),
        };

    public string Operations { get; } =
        """
            engineer POST /api/v1/competences {"topic":"ai-literacy","course":"AI basics","provider":"Academy"} => cmp=id
            compliance POST /api/v1/competences/$cmp:confirm
            key GET /api/v1/competences?topic=ai-literacy
            key GET /api/v1/competences/$cmp
            compliance POST /api/v1/competences/$cmp:withdraw {"reason":"Recorded for the wrong course"}
            key GET /api/v1/competences/plan
            compliance POST /api/v1/competences/import
              {"file":"email,course,provider,completed\nowner@demo.example,AI basics,Academy,2026-01-05",
              "topic":"ai-literacy"}
            compliance PUT /api/v1/competences/plan
              {"topics":[{"key":"ai-literacy","title":"AI literacy","roles":["Engineer"],"duties":[],"validMonths":24}]}
            """;
}
