using Governance.Domain.Identity;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.Suppliers;

internal sealed class SuppliersInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new("/suppliers", "/suppliers?state=gaps", Roles.ComplianceOfficer, 25),
        new("/suppliers/{Id}", "/suppliers/SPL-0001", Roles.ComplianceOfficer, 21),
        new(null, "/api/v1/suppliers?limit=500", Roles.ComplianceOfficer, 12),
        new(null, "/api/v1/suppliers/csv", Roles.ComplianceOfficer, 12),
    ];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["POST /api/v1/suppliers"] = new(WriteSuppliers),
            ["PUT /api/v1/suppliers/{id}"] = new(WriteSuppliers),
            ["POST /api/v1/suppliers/{id}/records"] = new(WriteSuppliers),
            ["POST /api/v1/supplier-records/{id}:confirm"] = new(ConfirmSuppliers),
            ["POST /api/v1/supplier-records/{id}:answer"] = new(WriteSuppliers),
            ["POST /api/v1/supplier-records/{id}:withdraw"] = new(WriteSuppliers),
        };

    public string Operations { get; } =
        """
            compliance POST /api/v1/suppliers {"name":"Example Models GmbH","supplies":["model"],"owner":"risk@demo.example",
              "otherNames":["example"],"contractUntil":"2028-12-31","noticeDays":90} => spl=id
            risk PUT /api/v1/suppliers/$spl {"name":"Example Models GmbH","supplies":["model","platform"],"owner":"risk@demo.example",
              "critical":true,"function":"Credit decisions"}
            compliance POST /api/v1/suppliers/$spl/records {"kind":"due-diligence","title":"Security and finances","by":"Ann Auditor",
              "on":"2026-01-05","dueOn":"2027-01-05","result":"passed"} => spr=id
            risk POST /api/v1/supplier-records/$spr:confirm
            compliance POST /api/v1/suppliers/$spl/records {"kind":"request","title":"Technical documentation",
              "provision":"Art. 25(4) AI Act","on":"2026-01-05","dueOn":"2026-02-05"} => spr=id
            compliance POST /api/v1/supplier-records/$spr:answer {"on":"2026-01-20","reference":"https://files.example/answer.pdf"}
            key GET /api/v1/suppliers?state=gaps&critical=yes&supplies=model
            key GET /api/v1/suppliers/$spl
            key GET /api/v1/suppliers/$spl/records
            key GET /api/v1/suppliers/csv
            compliance POST /api/v1/supplier-records/$spr:withdraw {"reason":"Recorded for the wrong supplier"}
            """;
}
