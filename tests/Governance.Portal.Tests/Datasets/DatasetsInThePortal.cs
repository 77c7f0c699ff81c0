using Governance.Domain.Identity;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.Datasets;

internal sealed class DatasetsInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new("/datasets", "/datasets", Roles.Engineer, 21),
        new("/datasets/{*Name}", "/datasets/none", Roles.Engineer, 21),
        new("/datasets/register", "/datasets/register", Roles.Engineer, 19),
        new(null, "/api/v1/datasets?limit=500", Roles.Engineer, 12),
    ];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["POST /api/v1/datasets"] = new(WriteDatasets),
            ["PATCH /api/v1/datasets/{dataset}"] = new(WriteDatasets),
            ["POST /api/v1/data-tasks/{id}:answer"] = new(WriteDatasets),
        };

    public string Operations { get; } =
        """
            engineer POST /api/v1/datasets {"name":"card-payments","owner":"owner@demo.example","sensitivity":"confidential",
              "personalData":true,"legalBasis":"contract","region":"eu-central-1","purposes":["fraud detection"]}
            key GET /api/v1/datasets?sensitivity=confidential
            key GET /api/v1/datasets/card-payments
            owner PATCH /api/v1/datasets/card-payments {"retentionUntil":"2027-12-31"}
            """;
}
