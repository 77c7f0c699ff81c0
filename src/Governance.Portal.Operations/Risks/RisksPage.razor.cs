using System.Globalization;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Risks;
using Governance.Localisation;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Dialogs;
using Governance.Portal.Kernel.Components.Tables;
using Governance.Portal.Kernel.Components.Toasts;
using Governance.Portal.Kernel.Pages;
using Governance.Portal.Operations.Risks.Files;
using Governance.Portal.Operations.Risks.Parts;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Risks;

/// <summary>The register. Filters, order, page, the cell of the heat map and the risk shown beside live in the address.</summary>
public sealed partial class RisksPage(
    ListRisks list,
    SummariseRisks summarise,
    RiskHistory history,
    GetRiskSignal signals,
    ListModelNames models,
    ToastService toasts,
    TimeProvider clock
)
{
    private const int PageSize = 25;
    private const int Shown = 5;

    private readonly HashSet<RiskId> _chosen = [];
    private PageOf<RiskRow>? _page;
    private RiskSummary? _summary;
    private RiskView? _selected;
    private SignalFacts? _signal;
    private LinkedGate? _gate;
    private IReadOnlyList<RevisionView> _revisions = [];
    private IReadOnlyList<FilterChoice> _choices = [];
    private RiskRating? _cell;
    private RiskStepChoice? _step;
    private Refusal? _refusal;
    private DateTimeOffset _now;
    private bool _raising;
    private bool _importing;
    private bool _bulk;

    [SupplyParameterFromQuery(Name = "q")]
    private string? Text { get; set; }

    [SupplyParameterFromQuery]
    private string? Model { get; set; }

    [SupplyParameterFromQuery]
    private string? System { get; set; }

    [SupplyParameterFromQuery]
    private string? Category { get; set; }

    [SupplyParameterFromQuery]
    private string? Treatment { get; set; }

    [SupplyParameterFromQuery]
    private string? State { get; set; }

    [SupplyParameterFromQuery]
    private string? Band { get; set; }

    [SupplyParameterFromQuery]
    private string? Only { get; set; }

    [SupplyParameterFromQuery]
    private string? Likelihood { get; set; }

    [SupplyParameterFromQuery]
    private string? Impact { get; set; }

    [SupplyParameterFromQuery]
    private string? Score { get; set; }

    [SupplyParameterFromQuery]
    private string? Sort { get; set; }

    [SupplyParameterFromQuery(Name = "id")]
    private string? SelectedId { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private int? PageNumber { get; set; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Subjects => _page is null ? [] : [.. _page.Items.Select(r => r.Risk.Id.ToString())];

    private ListRisks List => list;

    private int Number => Math.Clamp(PageNumber ?? 1, 1, 100_000);

    private bool Inherent => Score == "inherent";

    private string? EffectiveState =>
        string.IsNullOrEmpty(State) ? "open"
        : State == "all" ? null
        : State;

    private bool HasFilter =>
        new[] { Text, Model, System, Category, Treatment, State, Band, Only, Likelihood }.Any(v => !string.IsNullOrEmpty(v));

    private (RiskOrder Order, bool Descending) Ordering =>
        WireName.TryParse<RiskOrder>(Sort?.TrimStart('-'), out var order) ? (order, Sort!.StartsWith('-')) : (RiskOrder.Residual, true);

    private string? Subtitle =>
        _summary is not { } sum
            ? null
            : T[
                "{0} open, {1} above appetite. The appetite is a residual score of {2}.",
                Formats.Count(sum.Open),
                Formats.Count(sum.AboveAppetite),
                sum.Appetite
            ];

    private string ExportHref(string format) =>
        Microsoft.AspNetCore.WebUtilities.QueryHelpers.AddQueryString(
            "/api/v1/risks/export",
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["q"] = Text,
                ["model"] = Model,
                ["system"] = System,
                ["category"] = Category,
                ["treatment"] = Treatment,
                ["state"] = EffectiveState,
                ["band"] = Band,
                ["likelihood"] = Likelihood,
                ["impact"] = Impact,
                ["format"] = format,
                ["language"] = format == "xlsx" ? Languages.Current : null,
            }.Where(p => !string.IsNullOrEmpty(p.Value))
        );

    private string Summary
    {
        get
        {
            var first = ((Number - 1) * PageSize) + 1;
            return T["{0} to {1} of {2}", Formats.Count(first), Formats.Count(first + _page!.Items.Count - 1), Formats.Count(_page.Total)];
        }
    }

    private IReadOnlyList<RiskStepKind> Can =>
        [
            .. May(Permission.WriteRisks)
                ? (RiskStepKind[])[RiskStepKind.Signal, RiskStepKind.Mitigate, RiskStepKind.InPlace, RiskStepKind.Plan, RiskStepKind.Done]
                : [],
            .. May(Permission.AcceptRisk) ? (RiskStepKind[])[RiskStepKind.Accept, RiskStepKind.Revoke] : [],
        ];

    private IEnumerable<(string[] Keys, string Field, string Value)> ActiveFilters
    {
        get
        {
            if (EffectiveState is { } state)
            {
                yield return (["state"], "Status", Word(state));
            }

            foreach (
                var (key, named, value) in new[]
                {
                    ("model", "Model", Model),
                    ("system", "System", System),
                    (
                        "category",
                        "Category",
                        WireName.TryParse<RiskCategory>(Category, out var category) ? T.Word(Frameworks.NameOf(category)) : Category
                    ),
                    ("treatment", "Treatment", Treatment is { Length: > 0 } t ? Word(t) : null),
                    ("band", "Band", Band is { Length: > 0 } b ? Word(b) : null),
                    ("only", "Only", Only is { Length: > 0 } o ? Word(o) : null),
                }
            )
            {
                if (!string.IsNullOrEmpty(value))
                {
                    yield return ([key], named, value);
                }
            }

            if (_cell is { } cell)
            {
                yield return (
                    ["likelihood", "impact"],
                    Inherent ? "Inherent" : "Residual",
                    $"{Frameworks.Likelihoods[cell.Likelihood - 1].Name}, {Frameworks.Impacts[cell.Impact - 1].Name}"
                );
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        _now = clock.GetLocalNow();
        var filter = RiskFilter.Parse(Text, Model, System, Category, Treatment, EffectiveState, Band, Likelihood, Impact, Inherent);
        _refusal = filter.Refusal;
        _cell = filter.IsDone ? filter.Value.Cell : null;
        var (order, descending) = Ordering;
        if (filter.IsDone)
        {
            var wanted = filter.Value with { AboveAppetite = Only == "above-appetite", OverdueAt = Only == "overdue" ? _now : null };
            _page = await list.PageAsync(wanted, order, descending, (Number - 1) * PageSize, PageSize, Gone);
        }

        _summary = await summarise.RunAsync(null, Gone);
        _choices =
        [
            .. WireName.All<RiskState>().Select(s => new FilterChoice($"state={s}", "Status", Word(s))),
            new FilterChoice("only=above-appetite", "Only", "Above appetite"),
            new FilterChoice("only=overdue", "Only", "Overdue"),
            .. WireName.All<RiskBand>().Select(b => new FilterChoice($"band={b}", "Band", Word(b))),
            .. WireName.All<RiskTreatment>().Select(t => new FilterChoice($"treatment={t}", "Treatment", Word(t))),
            .. Frameworks.Categories.Select(c => new FilterChoice($"category={WireName.Of(c.Category)}", "Category", c.Name)),
            .. (await models.RunAsync(Gone)).Select(m => FilterChoice.Named($"model={m}", "Model", m)),
        ];
        await SelectAsync();
    }

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        if (Loaded && OpenedBy.Take(Navigation) is "risk" && May(Permission.WriteRisks))
        {
            _raising = true;
            StateHasChanged();
        }
    }

    private async Task SelectAsync()
    {
        var found = DisplayId.TryParse<RiskId>(SelectedId, out var id) ? await list.GetAsync(id, Gone) : RiskRefusals.NotFound;
        _selected = found.IsDone ? found.Value : null;
        if (_selected is { } risk)
        {
            _signal = await signals.RunAsync(risk.Signal, Gone);
            _gate = await signals.GateAsync(risk, Gone);
            _revisions = (await history.RunAsync(risk.Id, null, Shown, Gone)).Items;
        }
    }

    private static string Word(string wire) => T.Recorded(SentenceCase.OfName(wire));

    private void Choose(RiskRating? cell) =>
        Navigation.Choose(
            ("likelihood", cell?.Likelihood.ToString(CultureInfo.InvariantCulture)),
            ("impact", cell?.Impact.ToString(CultureInfo.InvariantCulture)),
            ("page", null)
        );

    private void Add(FilterChoice choice)
    {
        var parts = choice.Key.Split('=', 2);
        Go((parts[0], parts[1]));
    }

    private void Clear() => Navigation.Restart("/risks");

    private void Go(params (string Name, string? Value)[] filters) => Navigation.Choose([.. filters, ("page", null)]);

    private void Toggle(RiskId id)
    {
        if (!_chosen.Remove(id) && _chosen.Count < BulkRisks.Most)
        {
            _chosen.Add(id);
        }
    }

    private string SortHref(RiskOrder order)
    {
        var (current, descending) = Ordering;
        return Navigation.With(("sort", (current == order && !descending ? "-" : "") + WireName.Of(order)), ("page", null));
    }

    private bool? Direction(RiskOrder order) => Ordering.Order == order ? Ordering.Descending : null;

    private string PageHref(int number) => Navigation.With(("page", number == 1 ? null : number.ToString(CultureInfo.InvariantCulture)));

    private void Open(RiskId id)
    {
        _raising = false;
        toasts.Show($"Risk saved.");
        Navigation.Choose(("id", id.ToString()));
    }

    private async Task ImportedAsync(ImportRisks.Answer answer)
    {
        _importing = false;
        toasts.Show(
            $"{Formats.Plural(answer.Raised, "risk")} added, {Formats.Count(answer.Changed)} changed, "
                + $"{Formats.Count(answer.Same)} unchanged."
        );
        await ReloadAsync();
    }

    private async Task BulkDoneAsync()
    {
        _bulk = false;
        _chosen.Clear();
        await ReloadAsync();
    }

    private async Task StepDoneAsync()
    {
        _step = null;
        toasts.Show($"Risk saved.");
        await ReloadAsync();
    }
}
