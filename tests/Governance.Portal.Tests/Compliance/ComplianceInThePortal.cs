using Governance.Domain.Identity;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.Compliance;

internal sealed class ComplianceInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new("/compliance/systems", "/compliance/systems", Roles.ComplianceOfficer, 38),
        new("/compliance/systems/{Id}", "/compliance/systems/SYS-0101", Roles.ComplianceOfficer, 55),
        new("/compliance/systems/{Id}/classify", "/compliance/systems/SYS-0101/classify", Roles.ComplianceOfficer, 22),
        new("/compliance/obligations", "/compliance/obligations", Roles.ComplianceOfficer, 33),
        new(null, "/api/v1/systems?limit=500", Roles.ComplianceOfficer, 23),
    ];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["POST /api/v1/systems"] = new(WriteCompliance),
            ["PATCH /api/v1/systems/{id}"] = new(WriteCompliance),
            ["PATCH /api/v1/assessments/{id}"] = new(WriteCompliance),
            ["POST /api/v1/assessments/{id}/submit"] = new(WriteCompliance),
            ["POST /api/v1/assessments/{id}/withdraw"] = new(WriteCompliance),
            ["POST /api/v1/assessments/{id}/sign"] = new(SignClassification),
            ["POST /api/v1/assessments/{id}/return"] = new(SignClassification),
            ["PATCH /api/v1/systems/{id}/obligations/{obligation}"] = new(WriteCompliance),
            ["POST /api/v1/systems/{id}/obligations/{obligation}/evidence"] = new(WriteCompliance),
            ["POST /api/v1/systems/{id}/obligations/{obligation}/waived-kinds"] = new(AcceptObligation),
            ["POST /api/v1/systems/{id}/obligations/{obligation}/met"] = new(AcceptObligation),
            ["POST /api/v1/systems/{id}/obligations/{obligation}/not-applicable"] = new(AcceptObligation),
            ["POST /api/v1/systems/{id}/obligations/{obligation}/reopen"] = new(AcceptObligation),
        };
}
