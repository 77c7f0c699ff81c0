using System.Globalization;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Panels;
using Governance.Portal.Kernel.Components.Tables;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>The queue. What is shown is in the address, so that a view can be sent to someone.</summary>
public sealed partial class ApprovalsPage
{
    private const string Mine = "mine";
    private const string All = "all";
    private const string Closed = "closed";
    private const string NoRequest = "No requests. Promotions are requested here or by a pipeline.";

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    private readonly HashSet<PromotionId> _chosen = [];
    private PageOf<PromotionRow>? _page;
    private IReadOnlyList<TabItem> _tabs = [];
    private IReadOnlyList<FilterChoice> _choices = [];
    private PromotionOrder _order;
    private bool _descending;
    private Stage? _to;
    private PromotionState? _state;
    private string? _start;
    private string _title = "";
    private DateTimeOffset _now;

    [SupplyParameterFromQuery(Name = "view")]
    private string? ViewText { get; set; }

    [SupplyParameterFromQuery(Name = "model")]
    private string? Model { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    private string? ToText { get; set; }

    [SupplyParameterFromQuery(Name = "state")]
    private string? StateText { get; set; }

    [SupplyParameterFromQuery(Name = "sort")]
    private string? Sort { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private string? PageText { get; set; }

    private string View { get; set; } = Mine;

    private int PageNumber =>
        int.TryParse(PageText, NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page is > 0 and < 100_000 ? page : 1;

    private bool HasFilter => Model is not null || _to is not null || _state is not null;

    private string Summary =>
        T[
            "{0} to {1} of {2}",
            ((PageNumber - 1) * ListPromotions.PageSize) + 1,
            Math.Min(PageNumber * ListPromotions.PageSize, _page!.Total),
            Formats.Count(_page.Total)
        ];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Subjects => [];

    /// <inheritdoc/>
    protected override bool HearsEverything => true;

    /// <inheritdoc/>
    protected override TimeSpan Pause => s_pause;

    /// <inheritdoc/>
    /// <remarks>What waits for whom, delegations, roles and gates decide as well as requests.</remarks>
    protected override bool Hears(Change change) => RecordActs.Include(change.Action);

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        _to = WireName.TryParse<Stage>(ToText, out var to) ? to : null;
        _state = WireName.TryParse<PromotionState>(StateText, out var state) ? state : null;
        View = ViewText is Mine or All or Closed ? ViewText : _start ??= await StartAsync();
        var sort = Sort ?? (View == Mine ? "due" : "-requested");
        _descending = sort.StartsWith('-');
        _order = sort.TrimStart('-') switch
        {
            "due" => PromotionOrder.Due,
            "id" => PromotionOrder.Id,
            _ => PromotionOrder.Requested,
        };
        if (View != Mine)
        {
            _chosen.Clear(); // only what waits for the person is reviewed together
        }

        _title = View switch
        {
            All => "All open",
            Closed => "Closed",
            _ => "Waiting for me",
        };
        await ReadAsync();
    }

    private static IReadOnlyList<(SignOffRole Role, SignOffStatus Status)> Live(PromotionRow row) =>
        [.. row.Slots.Where(s => s.Status is not null).Select(s => (s.Role, s.Status!.Value))];

    // Someone for whom nothing waits, such as an engineer, comes for the requests that are open.
    private async Task<string> StartAsync()
    {
        var actor = await CurrentActor.GetAsync();
        return await List.CountMineAsync(actor, Gone) == 0 && await List.AnyOpenAsync(Gone) ? All : Mine;
    }

    private async Task ReadAsync()
    {
        var actor = await CurrentActor.GetAsync();
        var kind = View switch
        {
            All => PromotionListKind.All,
            Closed => PromotionListKind.Closed,
            _ => PromotionListKind.Mine,
        };
        _page = await List.RunAsync(actor, new(kind, Model, _to, _state, _order, _descending, PageNumber), Gone);
        var mine = kind is PromotionListKind.Mine && !HasFilter ? _page.Total : await List.CountMineAsync(actor, Gone);
        _now = Clock.GetLocalNow();
        _tabs =
        [
            new TabItem(Mine, "Waiting for me", "/approvals?view=mine", mine),
            new TabItem(All, "All open", "/approvals?view=all"),
            new TabItem(Closed, "Closed", "/approvals?view=closed"),
        ];
        IEnumerable<PromotionState> states = kind switch
        {
            PromotionListKind.All => [PromotionState.Open, PromotionState.Approved],
            PromotionListKind.Closed =>
            [
                PromotionState.Deployed,
                PromotionState.Rejected,
                PromotionState.Withdrawn,
                PromotionState.Expired,
            ],
            PromotionListKind.Mine => [],
        };
        Stage[] stages = [Stage.Staging, Stage.Production, Stage.Retired];
        _choices =
        [
            .. (await List.ModelsAsync(Gone)).Where(m => m != Model).Select(m => FilterChoice.Named($"model={m}", "Model", m)),
            .. stages.Where(s => s != _to).Select(s => new FilterChoice($"to={WireName.Of(s)}", "To", s.ToString())),
            .. states.Where(s => s != _state).Select(s => new FilterChoice($"state={WireName.Of(s)}", "State", s.ToString())),
        ];
    }

    private void Toggle(PromotionId id)
    {
        if (!_chosen.Remove(id) && _chosen.Count < BatchReview.Most)
        {
            _chosen.Add(id);
        }
    }

    private void AddFilter(FilterChoice choice)
    {
        var parts = choice.Key.Split('=', 2);
        Go((parts[0], parts[1]));
    }

    private void ClearFilters() => Go(("model", null), ("to", null), ("state", null));

    private void Go(params (string Name, string? Value)[] changes) => Navigation.Choose([.. changes, ("page", null)]);

    private string Href(params (string Name, string? Value)[] changes) =>
        Navigation.GetUriWithQueryParameters(changes.ToDictionary(c => c.Name, c => (object?)c.Value));

    private string SortHref(string key) => Href(("sort", Sort == key ? $"-{key}" : key), ("page", null));

    private bool? Direction(PromotionOrder order) => _order == order ? _descending : null;
}
