using Governance.Domain.Identity;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.Risks;

internal sealed class RisksInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new("/risks", "/risks", Roles.RiskOfficer, 40),
        new("/risks/{Id}", "/risks/RSK-0101", Roles.RiskOfficer, 40),
        new("/risks/coverage", "/risks/coverage", Roles.RiskOfficer, 31),
        new("/risks/mapping", "/risks/mapping?item=MEASURE%202.7", Roles.RiskOfficer, 21),
        new("/risks/threat-models", "/risks/threat-models", Roles.RiskOfficer, 24),
        new("/risks/threat-models/{Id}", "/risks/threat-models/SYS-0001", Roles.RiskOfficer, 22),
        new(null, "/api/v1/risks/threat-models?limit=500", Roles.RiskOfficer, 15),
        new("/risks/library", "/risks/library?for=credit-default", Roles.RiskOfficer, 22),
        new(null, "/api/v1/risks?limit=500", Roles.RiskOfficer, 13),
        new(null, "/api/v1/risks/summary", Roles.RiskOfficer, 23),
    ];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["POST /api/v1/risks"] = new(WriteRisks),
            ["POST /api/v1/risks/library"] = new(WriteRisks),
            ["PATCH /api/v1/risks/{id}"] = new(WriteRisks),
            ["POST /api/v1/risks/{id}/mitigations"] = new(WriteRisks),
            ["POST /api/v1/risks/{id}/mitigations/{number:int}/in-place"] = new(WriteRisks),
            ["POST /api/v1/risks/{id}/steps"] = new(WriteRisks),
            ["POST /api/v1/risks/{id}/steps/{number:int}/done"] = new(WriteRisks),
            ["PUT /api/v1/risks/{id}/signal"] = new(WriteRisks),
            ["DELETE /api/v1/risks/{id}/signal"] = new(WriteRisks),
            ["POST /api/v1/risks/{id}/review"] = new(WriteRisks),
            ["POST /api/v1/risks/{id}/accept"] = new(AcceptRisk),
            ["POST /api/v1/risks/{id}/accept/revoke"] = new(AcceptRisk),
            ["POST /api/v1/risks/{id}/close"] = new(WriteRisks),
            ["POST /api/v1/risks/{id}/reopen"] = new(WriteRisks),
            ["PUT /api/v1/risks/coverage/{framework}/{item}/{place}"] = new(WriteRisks),
            ["POST /api/v1/systems/{id}/threat-model"] = new(WriteRisks),
            ["PUT /api/v1/systems/{id}/threat-model"] = new(WriteRisks),
            ["PUT /api/v1/systems/{id}/threat-model/threats/{threat}"] = new(WriteRisks),
            ["POST /api/v1/systems/{id}/threat-model/points"] = new(WriteRisks),
            ["POST /api/v1/systems/{id}/threat-model/points/{number:int}/done"] = new(WriteRisks),
            ["POST /api/v1/systems/{id}/threat-model/submit"] = new(WriteRisks),
        };
}
