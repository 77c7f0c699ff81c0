using System.Globalization;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Dialogs;
using Governance.Portal.Kernel.Components.Tables;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Pages;
using Governance.Portal.Kernel.Reference;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Compliance.Systems;

/// <summary>The inventory of AI systems. Filters and page live in the address.</summary>
public sealed partial class SystemsPage(ListSystems list, LawLibrary laws)
{
    private const int PageSize = 25;

    private PageOf<SystemRow>? _page;
    private IReadOnlyList<Person> _owners = [];
    private IReadOnlyList<FilterChoice> _choices = [];
    private Refusal? _refusal;
    private bool _registering;

    [SupplyParameterFromQuery]
    private string? Name { get; set; }

    [SupplyParameterFromQuery]
    private string? LifeCycle { get; set; }

    [SupplyParameterFromQuery]
    private string? Class { get; set; }

    [SupplyParameterFromQuery]
    private string? Owner { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private int? PageNumber { get; set; }

    protected override IReadOnlyList<string> Subjects => [SystemEvents.List];

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        if (Loaded && OpenedBy.Take(Navigation) is "register" && May(Permission.WriteCompliance))
        {
            _registering = true;
            StateHasChanged();
        }
    }

    private LawLibrary Laws => laws;

    private int Number => Math.Clamp(PageNumber ?? 1, 1, 100_000);

    private bool HasFilter => new[] { Name, LifeCycle, Class, Owner }.Any(v => !string.IsNullOrEmpty(v));

    private IEnumerable<(string Key, string Field, string Value)> ActiveFilters
    {
        get
        {
            if (!string.IsNullOrEmpty(LifeCycle))
            {
                yield return (
                    "lifeCycle",
                    "Life cycle",
                    WireName.TryParse<LifeCycle>(LifeCycle, out var life) ? T.Word(ComplianceLabels.Life(life)) : LifeCycle
                );
            }

            if (!string.IsNullOrEmpty(Class))
            {
                yield return (
                    "class",
                    "Class",
                    Class == SystemFilter.Unclassified ? T["Not classified"] : T.Word(ComplianceLabels.Class(Class))
                );
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
        var page = await list.PageAsync(new SystemFilter(Name, LifeCycle, Class, Owner), (Number - 1) * PageSize, PageSize, Gone);
        _refusal = page.Refusal;
        _page = page.IsDone ? page.Value : null;
        _owners = await list.OwnersAsync(Gone);
        _choices =
        [
            .. laws.Current.HeadlineOrder.Select(c => new FilterChoice($"class={c}", "Class", ComplianceLabels.Class(c))),
            new FilterChoice($"class={SystemFilter.Unclassified}", "Class", "Not classified"),
            .. Enum.GetValues<LifeCycle>()
                .Select(l => new FilterChoice($"lifeCycle={WireName.Of(l)}", "Life cycle", ComplianceLabels.Life(l))),
            .. _owners.Select(o => FilterChoice.Named($"owner={o.Email}", "Owner", o.Name)),
        ];
    }

    private void Add(FilterChoice choice)
    {
        var parts = choice.Key.Split('=', 2);
        Go((parts[0], parts[1]));
    }

    private void Clear() => Navigation.Choose(("name", null), ("lifeCycle", null), ("class", null), ("owner", null), ("page", null));

    private void Go((string Name, string? Value) filter) => Navigation.Choose(filter, ("page", null));

    private string PageHref(int number) => Navigation.With(("page", number == 1 ? null : number.ToString(CultureInfo.InvariantCulture)));
}
