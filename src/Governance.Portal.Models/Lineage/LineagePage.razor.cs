using System.Globalization;
using Governance.Domain;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Panels;
using Governance.Portal.Kernel.Pages;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Models.Lineage;

/// <summary>Finds a dataset, a job or a version to draw the graph around.</summary>
public sealed partial class LineagePage(FindLineage find)
{
    private const string NoEvent =
        "No lineage event has been received yet. Configure the pipeline's OpenLineage client to send to this address, "
        + "with a key that has the scope lineage:write.";

    private const int PageSize = 25;

    private static readonly Dictionary<GraphNodeKind, string> s_titles = new()
    {
        [GraphNodeKind.Dataset] = "Datasets",
        [GraphNodeKind.Job] = "Jobs",
        [GraphNodeKind.Model] = "Model versions",
    };

    private PageOf<LineageRow>? _page;

    [SupplyParameterFromQuery]
    private string? Q { get; set; }

    [SupplyParameterFromQuery]
    private string? Tab { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private int? PageNumber { get; set; }

    protected override IReadOnlyList<string> Subjects => [StoreLineage.Subject];

    private int Number => Math.Clamp(PageNumber ?? 1, 1, 100_000);

    private GraphNodeKind Kind =>
        WireName.TryParse<GraphNodeKind>(Tab, out var kind) && s_titles.ContainsKey(kind) ? kind : GraphNodeKind.Dataset;

    private string Selected => WireName.Of(Kind);

    private IReadOnlyList<TabItem> TabItems =>
        [
            .. s_titles.Select(t => new TabItem(
                WireName.Of(t.Key),
                t.Value,
                Navigation.With(("tab", t.Key is GraphNodeKind.Dataset ? null : WireName.Of(t.Key)), ("page", null))
            )),
        ];

    private string Summary
    {
        get
        {
            var first = ((Number - 1) * PageSize) + 1;
            return T["{0} to {1} of {2}", Formats.Count(first), Formats.Count(first + _page!.Items.Count - 1), Formats.Count(_page.Total)];
        }
    }

    protected override async Task LoadAsync() => _page = await find.PageAsync(Q, Kind, (Number - 1) * PageSize, PageSize, Gone);

    private string PageHref(int number) => Navigation.With(("page", number == 1 ? null : number.ToString(CultureInfo.InvariantCulture)));
}
