using Governance.Domain;
using Governance.Policies;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components.Tables;
using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Models.Registry.Agents.Tools;

/// <summary>The register of tools. Filters and page live in the address.</summary>
public sealed partial class ToolsPage(ManifestTools tools)
{
    private static readonly FilterChoice[] s_choices =
    [
        new("state=unreviewed", "State", "Not reviewed"),
        new("state=reviewed", "State", "Reviewed"),
        .. AgentVocabulary.ToolRisks.Select(r => new FilterChoice($"risk={r}", "Risk", AgentLabels.Risk(r))),
    ];

    private PageOf<ToolRow>? _page;
    private ToolRow? _asked;
    private Refusal? _refusal;

    [SupplyParameterFromQuery]
    private string? Name { get; set; }

    [SupplyParameterFromQuery]
    private string? State { get; set; }

    [SupplyParameterFromQuery]
    private string? Risk { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private int? PageNumber { get; set; }

    protected override IReadOnlyList<string> Subjects =>
        [.. _page?.Items.SelectMany(t => t.Agents.Append(t.Sha256)).Distinct(StringComparer.Ordinal) ?? []];

    protected override async Task LoadAsync()
    {
        var page = await tools.PageAsync(new ToolFilter(Name, State, Risk), ListAddress.SkipOf(PageNumber), ListAddress.PageSize, Gone);
        _refusal = page.Refusal;
        _page = page.IsDone ? page.Value : null;
    }

    private static string NotReviewed(ToolRow tool) =>
        tool.Declared.Count == 0 ? "No one has reviewed it" : "No one has reviewed it; only manifests name its risks";

    private async Task CloseAsync()
    {
        _asked = null;
        await ReloadAsync();
    }
}
