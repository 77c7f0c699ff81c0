using System.Globalization;
using Governance.Domain;
using Governance.Domain.Decisions.Reviews;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Components.Tables;
using Governance.Portal.Kernel.Pages;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Decisions.Reviews;

/// <summary>The review queue. Filters and the page are in the address.</summary>
public sealed partial class ReviewsPage(ListReviews list, ListDecisions decisions, ChangeReviewRules rules, ReviewFiguresReader figures)
{
    /// <summary>Where it is.</summary>
    public const string Address = "/decision-reviews";

    private const int PageSize = 25;

    private static readonly Crumb[] s_trail = [new("Decisions", "/decisions")];

    private PageOf<ReviewRow>? _page;
    private Refusal? _refusal;
    private IReadOnlyList<FilterChoice> _choices = [];
    private IReadOnlyList<ReviewRulesView>? _rules;
    private IReadOnlyDictionary<string, ReviewFigures> _figures = new Dictionary<string, ReviewFigures>(StringComparer.Ordinal);

    /// <summary>True for what waits for the one who looks.</summary>
    [SupplyParameterFromQuery]
    public string? Mine { get; set; }

    /// <summary>Where reviews stand.</summary>
    [SupplyParameterFromQuery]
    public string? State { get; set; }

    /// <summary>True for those whose answer is late.</summary>
    [SupplyParameterFromQuery]
    public string? Overdue { get; set; }

    /// <summary>Model that decided.</summary>
    [SupplyParameterFromQuery]
    public string? Model { get; set; }

    /// <summary>Page of the list.</summary>
    [SupplyParameterFromQuery(Name = "page")]
    public int? PageNumber { get; set; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Subjects => [ReviewEvents.List];

    private int Number => Math.Clamp(PageNumber ?? 1, 1, 100_000);

    private bool HasFilter => ActiveFilters.Any();

    private IEnumerable<(string Key, string Field, string Value)> ActiveFilters
    {
        get
        {
            if (Mine == "true")
            {
                yield return ("mine", "Reviewer", T["Me"]);
            }

            if (!string.IsNullOrEmpty(State))
            {
                yield return ("state", "State", StateWord(State));
            }

            if (!string.IsNullOrEmpty(Overdue))
            {
                yield return ("overdue", "Due", T[Overdue == "true" ? "Overdue" : "In time"]);
            }

            if (!string.IsNullOrEmpty(Model))
            {
                yield return ("model", "Model", Model);
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

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        var mine = Mine == "true";
        var filter = new ReviewFilter(State ?? (mine ? ReviewFilter.Waiting : null), Model, mine ? ReviewFilter.Me : null, null, Overdue);
        var page = await list.PageAsync(filter, Actor.User, (Number - 1) * PageSize, PageSize, Gone);
        (_refusal, _page) = (page.Refusal, page.IsDone ? page.Value : null);
        var models = (await decisions.SourcesAsync(Gone)).Select(s => s.Model).Distinct(StringComparer.Ordinal).ToList();
        _choices =
        [
            new("mine=true", "Reviewer", "Me"),
            new("overdue=true", "Due", "Overdue"),
            new($"state={ReviewFilter.Waiting}", "State", "Waiting for an answer"),
            .. Enum.GetValues<ReviewState>().Select(s => new FilterChoice($"state={WireName.Of(s)}", "State", ReviewText.Of(s).Word)),
            .. models.Select(m => FilterChoice.Named($"model={m}", "Model", m)),
        ];
        _rules = await rules.ListAsync(models, Gone);
        _figures = await figures.RunAsync(models, Gone);
    }

    private static string StateWord(string state) =>
        state == ReviewFilter.Waiting ? T["Waiting for an answer"]
        : WireName.TryParse<ReviewState>(state, out var known) ? T.Word(ReviewText.Of(known).Word)
        : state;

    private void Add(FilterChoice choice)
    {
        var parts = choice.Key.Split('=', 2);
        Go((parts[0], parts[1]));
    }

    private void Clear() => Navigation.Choose(("mine", null), ("state", null), ("overdue", null), ("model", null), ("page", null));

    private void Go((string Name, string? Value) filter) => Navigation.Choose(filter, ("page", null));

    private string PageHref(int number) => Navigation.With(("page", number == 1 ? null : number.ToString(CultureInfo.InvariantCulture)));
}
