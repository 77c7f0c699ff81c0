using Governance.EndToEnd.Tests.Gallery;
using Governance.EndToEnd.Tests.Infrastructure;

namespace Governance.EndToEnd.Tests.Lineage;

internal sealed class LineageGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [
        new("lineage", "/lineage", "/lineage?q=credit"),
        new("lineage-none", "/lineage", "/lineage?q=no-such-dataset"),
        new("lineage-graph", "/lineage/graph", "/lineage/graph?node=dataset%3Agovernance-samples%3Araw%2Fcredit%2Ftraining.csv.gz")
        {
            Prepare = DrawnAsync,
        },
        new(
            "lineage-table",
            "/lineage/graph",
            "/lineage/graph?node=dataset%3Agovernance-samples%3Araw%2Fcredit%2Ftraining.csv.gz&view=table"
        ),
        new("lineage-missing", "/lineage/graph", "/lineage/graph?node=dataset%3Anone%3Anone"),
        new("model-lineage", "/models/{Model}/lineage", "/models/netflow-detector/lineage") { Prepare = DrawnAsync },
    ];

    private static Task DrawnAsync(Person person) => person.Page.Locator(".lineage-canvas[data-drawn]").WaitForAsync();
}
