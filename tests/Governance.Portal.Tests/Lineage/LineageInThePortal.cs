using Governance.Portal.Tests.Queries;

namespace Governance.Portal.Tests.Lineage;

internal sealed class LineageInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new("/models/{Model}/lineage", "/models/fraud-scorer/lineage", "engineer", 52),
        new("/lineage", "/lineage?q=job", "engineer", 22),
        new("/lineage/graph", "/lineage/graph?node=job%3Acrowd%3Ajob-1", "engineer", 41),
    ];
}
