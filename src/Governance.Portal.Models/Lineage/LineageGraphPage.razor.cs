using System.Globalization;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components.Tables;
using Governance.Portal.Kernel.Pages;
using Governance.Portal.Models.Registry;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Models.Lineage;

/// <summary>The graph around a dataset, a job or a version, and what is affected by the node that is chosen in it.</summary>
public sealed partial class LineageGraphPage(
    DrawLineage draw,
    TraceLineage trace,
    ReadColumns readColumns,
    GetModel getModel,
    ListVersions listVersions
)
{
    private const int MaxColumns = 100;
    private const int UsualSteps = 5;

    private static readonly int[] s_depths = [1, 2, 3, UsualSteps, 10, 20, 50, 100];

    private LineageGraph? _graph;
    private GraphPicture? _picture;
    private GraphNode? _selected;
    private LineageImpact? _impact;
    private IReadOnlyList<ColumnEdge> _columns = [];
    private Refusal? _refusal;

    [Parameter]
    public string? Model { get; set; }

    [SupplyParameterFromQuery]
    private string? Node { get; set; }

    [SupplyParameterFromQuery]
    private string? View { get; set; }

    [SupplyParameterFromQuery]
    private int? Depth { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private int? PageNumber { get; set; }

    protected override IReadOnlyList<string> Subjects => [StoreLineage.Subject];

    private bool IsTable => View == "table";

    private int Steps => s_depths.Contains(Depth ?? UsualSteps) ? Depth ?? UsualSteps : UsualSteps;

    private int Pages => (_graph!.Nodes.Count + GraphTable.PageSize - 1) / GraphTable.PageSize;

    private int Number => Math.Clamp(PageNumber ?? 1, 1, Math.Max(1, Pages));

    private GraphNode? Start => _graph?.Nodes.FirstOrDefault(n => n.Id == _graph.Start);

    private string Sentence
    {
        get
        {
            var counts = _graph!.Nodes.GroupBy(n => n.Kind).OrderBy(g => g.Key).Select(g => LineageLabels.Count(g.Key, g.Count()));
            var nodes = string.Join(", ", counts);
            return IsTable ? nodes : T["Data flows from left to right: {0}.", nodes];
        }
    }

    protected override async Task LoadAsync()
    {
        var node = Model is null ? Node : await OfModelAsync(Model);
        var drawn =
            _refusal is not null && node is null
                ? Result<LineageGraph>.Refused(_refusal)
                : await draw.RunAsync(node, Steps, most: null, Gone);
        (_refusal, _graph) = (drawn.Refusal, drawn.IsDone ? drawn.Value : null);
        if (_graph is null || Start is not { } start)
        {
            return;
        }

        _picture = GraphPicture.Of(_graph);
        await ShowAsync(start);
    }

    // Of the version in production, else of the newest.
    private async Task<string?> OfModelAsync(string model)
    {
        _refusal = null;
        var found = await getModel.RunAsync(model, Gone);
        if (found.Refusal is { } refusal)
        {
            _refusal = refusal;
            return null;
        }

        var version = found.Value.ProductionVersion;
        if (version is null)
        {
            var versions = await listVersions.PageAsync(model, stage: null, new ListQuery { Limit = 1 }, Gone);
            version = versions is { IsDone: true, Value.Items: [var newest, ..] } ? newest.Version : null;
        }

        _refusal = version is null ? ModelRefusals.VersionNotFound(model, "yet") : null;
        return version is null ? null : FindNode.IdOf(model, version);
    }

    private async Task SelectAsync(int place)
    {
        if (_graph is not null && place >= 0 && place < _graph.Nodes.Count)
        {
            await ShowAsync(_graph.Nodes[place]);
        }
    }

    private async Task ShowAsync(GraphNode node)
    {
        _selected = node;
        var isStored = node is { Kind: GraphNodeKind.Dataset or GraphNodeKind.Job, Namespace: not null } or { Kind: GraphNodeKind.Model };
        _impact =
            isStored && await trace.ImpactAsync(node.Id, sha256: null, depth: null, Gone) is { IsDone: true } impact ? impact.Value : null;
        _columns = [];
        if (node is { Kind: GraphNodeKind.Dataset, Namespace: not null })
        {
            var columns = await readColumns.RunAsync(node.Id, Steps, withDownstream: true, Gone);
            _columns = columns.IsDone ? columns.Value : [];
        }
    }

    private void ChangeDepth(ChangeEventArgs change) =>
        Navigation.Choose(
            ("depth", change.Value?.ToString() is { } text && text != UsualSteps.ToString(CultureInfo.InvariantCulture) ? text : null),
            ("page", null)
        );

    private string PageHref(int number) => Navigation.With(("page", number == 1 ? null : number.ToString(CultureInfo.InvariantCulture)));
}
