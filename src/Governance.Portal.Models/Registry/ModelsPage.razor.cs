using System.Globalization;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Dialogs;
using Governance.Portal.Kernel.Components.Tables;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Pages;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Models.Registry;

/// <summary>The registry. Filters, order and page live in the address.</summary>
public sealed partial class ModelsPage(ListModels list)
{
    private const int PageSize = 25;

    private const string Snippet =
        """curl -X POST $GOVERNANCE_SERVER/api/v1/models -H "Authorization: Bearer $GOVERNANCE_API_KEY" """
        + """-H "Content-Type: application/json" -d '{"name":"fraud-scorer","owner":"owner@your-bank.example","riskClass":"high"}'""";

    private PageOf<ModelRow>? _page;
    private IReadOnlyList<Person> _owners = [];
    private IReadOnlyList<FilterChoice> _choices = [];
    private Refusal? _refusal;
    private bool _registering;

    [SupplyParameterFromQuery]
    private string? Name { get; set; }

    [SupplyParameterFromQuery]
    private string? Owner { get; set; }

    [SupplyParameterFromQuery]
    private string? Stage { get; set; }

    [SupplyParameterFromQuery(Name = "riskClass")]
    private string? Risk { get; set; }

    [SupplyParameterFromQuery]
    private string? Tag { get; set; }

    [SupplyParameterFromQuery]
    private string? Sort { get; set; }

    // What a link fills into the form of a new model.
    [SupplyParameterFromQuery]
    private string? Named { get; set; }

    [SupplyParameterFromQuery]
    private string? Purpose { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private int? PageNumber { get; set; }

    protected override IReadOnlyList<string> Subjects => [];

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        if (Loaded && OpenedBy.Take(Navigation) is "register" && May(Permission.WriteRegistry))
        {
            _registering = true;
            StateHasChanged();
        }
    }

    private int Number => Math.Clamp(PageNumber ?? 1, 1, 100_000);

    private bool HasFilter => new[] { Name, Owner, Stage, Risk, Tag }.Any(v => !string.IsNullOrEmpty(v));

    private (ModelOrder Order, bool Descending) Ordering =>
        WireName.TryParse<ModelOrder>(Sort?.TrimStart('-'), out var order) ? (order, Sort!.StartsWith('-')) : (ModelOrder.Name, false);

    private IEnumerable<(string Key, string Field, string Value)> ActiveFilters
    {
        get
        {
            if (!string.IsNullOrEmpty(Stage))
            {
                yield return ("stage", "Stage", Word(Stage));
            }

            if (!string.IsNullOrEmpty(Risk))
            {
                yield return ("riskClass", "Risk class", Risk == ModelFilter.Unclassified ? T["Not classified"] : Word(Risk));
            }

            if (!string.IsNullOrEmpty(Owner))
            {
                yield return ("owner", "Owner", _owners.FirstOrDefault(o => o.Email == Owner)?.Name ?? Owner);
            }

            if (!string.IsNullOrEmpty(Tag))
            {
                yield return ("tag", "Tag", Tag);
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
        var (order, descending) = Ordering;
        var page = await list.PageAsync(
            new ModelFilter(Name, Owner, Stage, Risk, Tag),
            order,
            descending,
            (Number - 1) * PageSize,
            PageSize,
            Gone
        );
        _refusal = page.Refusal;
        _page = page.IsDone ? page.Value : null;
        _owners = await list.OwnersAsync(Gone);
        _choices =
        [
            .. WireName.All<Stage>().Select(s => new FilterChoice($"stage={s}", "Stage", Word(s))),
            .. WireName.All<RiskClass>().Select(r => new FilterChoice($"riskClass={r}", "Risk class", Word(r))),
            new FilterChoice($"riskClass={ModelFilter.Unclassified}", "Risk class", "Not classified"),
            .. _owners.Select(o => FilterChoice.Named($"owner={o.Email}", "Owner", o.Name)),
        ];
    }

    private static string Word(string wire) => T.Recorded(SentenceCase.OfName(wire));

    private void Filter(string text) => Go(("name", text.Length == 0 ? null : text));

    private void Add(FilterChoice choice)
    {
        var parts = choice.Key.Split('=', 2);
        Go((parts[0], parts[1]));
    }

    private void Clear() =>
        Navigation.Choose(("name", null), ("owner", null), ("stage", null), ("riskClass", null), ("tag", null), ("page", null));

    private void Go((string Name, string? Value) filter) => Navigation.Choose(filter, ("page", null));

    private string SortHref(ModelOrder order)
    {
        var (current, descending) = Ordering;
        return Navigation.With(("sort", (current == order && !descending ? "-" : "") + WireName.Of(order)), ("page", null));
    }

    private bool? Direction(ModelOrder order) => Ordering.Order == order ? Ordering.Descending : null;

    private string PageHref(int number) => Navigation.With(("page", number == 1 ? null : number.ToString(CultureInfo.InvariantCulture)));
}
