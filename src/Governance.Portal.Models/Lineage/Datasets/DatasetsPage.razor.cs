using System.Globalization;
using Governance.Domain;
using Governance.Domain.Datasets;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Tables;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Pages;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Models.Lineage.Datasets;

/// <summary>The register of datasets. Filters and page live in the address.</summary>
public sealed partial class DatasetsPage(ListDatasets list)
{
    private const int PageSize = 25;

    private PageOf<DatasetRow>? _page;
    private IReadOnlyList<Person> _owners = [];
    private IReadOnlyList<FilterChoice> _choices = [];
    private Refusal? _refusal;

    [SupplyParameterFromQuery]
    private string? Name { get; set; }

    [SupplyParameterFromQuery]
    private string? Owner { get; set; }

    [SupplyParameterFromQuery(Name = "sensitivity")]
    private string? Sensitive { get; set; }

    [SupplyParameterFromQuery(Name = "personalData")]
    private string? Personal { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private int? PageNumber { get; set; }

    protected override IReadOnlyList<string> Subjects => [.. _page?.Items.Select(d => d.Id.ToString()) ?? []];

    private int Number => Math.Clamp(PageNumber ?? 1, 1, 100_000);

    private bool HasFilter => new[] { Name, Owner, Sensitive, Personal }.Any(v => !string.IsNullOrEmpty(v));

    private IEnumerable<(string Key, string Field, string Value)> ActiveFilters
    {
        get
        {
            if (WireName.TryParse<Sensitivity>(Sensitive, out var sensitivity))
            {
                yield return ("sensitivity", "Sensitivity", T.Word(DatasetLabels.Of(sensitivity)));
            }

            if (!string.IsNullOrEmpty(Personal))
            {
                yield return ("personalData", "Personal data", T.Word(Personal is "yes" ? "Yes" : "No"));
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
        var page = await list.PageAsync(new DatasetFilter(Name, Owner, Sensitive, Personal), (Number - 1) * PageSize, PageSize, Gone);
        _refusal = page.Refusal;
        _page = page.IsDone ? page.Value : null;
        _owners = await list.OwnersAsync(Gone);
        _choices =
        [
            .. Enum.GetValues<Sensitivity>()
                .Select(s => new FilterChoice($"sensitivity={WireName.Of(s)}", "Sensitivity", T.Word(DatasetLabels.Of(s)))),
            new FilterChoice("personalData=yes", "Personal data", T.Word("Yes")),
            new FilterChoice("personalData=no", "Personal data", T.Word("No")),
            .. _owners.Select(o => FilterChoice.Named($"owner={o.Email}", "Owner", o.Name)),
        ];
    }

    private void Search(string text) => Go(("name", text.Length == 0 ? null : text));

    private void Add(FilterChoice choice)
    {
        var parts = choice.Key.Split('=', 2);
        Go((parts[0], parts[1]));
    }

    private void Clear() =>
        Navigation.Choose(("name", null), ("owner", null), ("sensitivity", null), ("personalData", null), ("page", null));

    private void Go((string Name, string? Value) filter) => Navigation.Choose(filter, ("page", null));

    private string PageHref(int number) => Navigation.With(("page", number == 1 ? null : number.ToString(CultureInfo.InvariantCulture)));
}
