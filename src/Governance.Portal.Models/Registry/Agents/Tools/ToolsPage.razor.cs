using System.Globalization;
using Governance.Domain;
using Governance.Policies;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Tables;
using Governance.Portal.Kernel.Pages;
using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Models.Registry.Agents.Tools;

/// <summary>The register of tools. Filters and page live in the address.</summary>
public sealed partial class ToolsPage(ManifestTools tools)
{
    private const int PageSize = 25;

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

    private int Number => Math.Clamp(PageNumber ?? 1, 1, 100_000);

    private bool HasFilter => new[] { Name, State, Risk }.Any(v => !string.IsNullOrEmpty(v));

    private IEnumerable<(string Key, string Field, string Value)> ActiveFilters =>
        s_choices
            .Where(c => c.Key == $"state={State}" || c.Key == $"risk={Risk}")
            .Select(c => (c.Key[..c.Key.IndexOf('=', StringComparison.Ordinal)], c.Field, c.Value));

    private string Summary
    {
        get
        {
            var first = ((Number - 1) * PageSize) + 1;
            return $"{Formats.Count(first)} to {Formats.Count(first + _page!.Items.Count - 1)} of {Formats.Count(_page.Total)}";
        }
    }

    protected override async Task LoadAsync()
    {
        var page = await tools.PageAsync(new ToolFilter(Name, State, Risk), (Number - 1) * PageSize, PageSize, Gone);
        _refusal = page.Refusal;
        _page = page.IsDone ? page.Value : null;
    }

    private static string NotReviewed(ToolRow tool) =>
        tool.Declared.Count == 0 ? "No one has reviewed it" : "Only its manifests name risks";

    private async Task CloseAsync()
    {
        _asked = null;
        await ReloadAsync();
    }

    private void Search(string text) => Go(("name", text.Length == 0 ? null : text));

    private void Add(FilterChoice choice)
    {
        var parts = choice.Key.Split('=', 2);
        Go((parts[0], parts[1]));
    }

    private void Clear() => Navigation.Choose(("name", null), ("state", null), ("risk", null), ("page", null));

    private void Go((string Name, string? Value) filter) => Navigation.Choose(filter, ("page", null));

    private string PageHref(int number) => Navigation.With(("page", number == 1 ? null : number.ToString(CultureInfo.InvariantCulture)));
}
