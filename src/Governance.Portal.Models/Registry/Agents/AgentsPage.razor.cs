using System.Globalization;
using Governance.Domain;
using Governance.Domain.Agents;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Tables;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Pages;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Models.Registry.Agents;

/// <summary>The register of agents. Filters and page live in the address.</summary>
public sealed partial class AgentsPage(ListAgents list)
{
    private const int PageSize = 25;

    private PageOf<AgentRow>? _page;
    private IReadOnlyList<Person> _owners = [];
    private IReadOnlyList<FilterChoice> _choices = [];
    private Refusal? _refusal;
    private bool _stopping;

    [SupplyParameterFromQuery]
    private string? Name { get; set; }

    [SupplyParameterFromQuery]
    private string? Owner { get; set; }

    [SupplyParameterFromQuery]
    private string? State { get; set; }

    [SupplyParameterFromQuery(Name = "riskClass")]
    private string? Risk { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private int? PageNumber { get; set; }

    protected override IReadOnlyList<string> Subjects => [.. _page?.Items.Select(a => a.Name) ?? []];

    private int Number => Math.Clamp(PageNumber ?? 1, 1, 100_000);

    private bool HasFilter => new[] { Name, Owner, State, Risk }.Any(v => !string.IsNullOrEmpty(v));

    private IEnumerable<(string Key, string Field, string Value)> ActiveFilters
    {
        get
        {
            if (!string.IsNullOrEmpty(State))
            {
                yield return ("state", "State", Word(State));
            }

            if (!string.IsNullOrEmpty(Risk))
            {
                yield return ("riskClass", "Risk class", Word(Risk));
            }

            if (!string.IsNullOrEmpty(Owner))
            {
                yield return ("owner", "Owner", _owners.FirstOrDefault(o => o.Email == Owner)?.Name ?? Owner);
            }
        }
    }

    private string Summary
    {
        get
        {
            var first = ((Number - 1) * PageSize) + 1;
            return T["{0} to {1} of {2}", Formats.Count(first), Formats.Count(first + _page!.Items.Count - 1), Formats.Count(_page.Total)];
        }
    }

    protected override async Task LoadAsync()
    {
        var page = await list.PageAsync(new AgentFilter(Name, Owner, Risk, State), (Number - 1) * PageSize, PageSize, Gone);
        _refusal = page.Refusal;
        _page = page.IsDone ? page.Value : null;
        _owners = await list.OwnersAsync(Gone);
        _choices =
        [
            .. WireName.All<AgentState>().Select(s => new FilterChoice($"state={s}", "State", Word(s))),
            .. WireName.All<RiskClass>().Select(r => new FilterChoice($"riskClass={r}", "Risk class", Word(r))),
            .. _owners.Select(o => FilterChoice.Named($"owner={o.Email}", "Owner", o.Name)),
        ];
    }

    private async Task StoppedAsync()
    {
        _stopping = false;
        await ReloadAsync();
    }

    private static string Counted(ToolCount tools) => $"{T.Word(AgentLabels.Risk(tools.Risk))}\u00A0{Formats.Count(tools.Count)}";

    private static string Word(string wire) => T.Recorded(SentenceCase.Of(wire));

    private void Search(string text) => Go(("name", text.Length == 0 ? null : text));

    private void Add(FilterChoice choice)
    {
        var parts = choice.Key.Split('=', 2);
        Go((parts[0], parts[1]));
    }

    private void Clear() => Navigation.Choose(("name", null), ("owner", null), ("state", null), ("riskClass", null), ("page", null));

    private void Go((string Name, string? Value) filter) => Navigation.Choose(filter, ("page", null));

    private string PageHref(int number) => Navigation.With(("page", number == 1 ? null : number.ToString(CultureInfo.InvariantCulture)));
}
