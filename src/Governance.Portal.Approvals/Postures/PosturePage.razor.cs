using System.Globalization;
using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Components.Tables;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Pages;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Approvals.Postures;

/// <summary>How what runs stands to the policies: deployments by the rules that fail. Filters and page live in the address.</summary>
public sealed partial class PosturePage(ListPostures list)
{
    private const int PageSize = 25;
    private const int MostNamed = 3;

    private PageOf<PostureView>? _page;
    private PostureCounts? _counts;
    private IReadOnlyList<FailingCount> _rules = [];
    private IReadOnlyList<FilterChoice> _choices = [];

    [SupplyParameterFromQuery]
    private string? State { get; set; }

    [SupplyParameterFromQuery]
    private string? Model { get; set; }

    [SupplyParameterFromQuery]
    private string? Environment { get; set; }

    [SupplyParameterFromQuery]
    private string? Rule { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private int? PageNumber { get; set; }

    protected override IReadOnlyList<string> Subjects => [PostureEvents.List];

    private int Number => Math.Clamp(PageNumber ?? 1, 1, 100_000);

    private bool HasFilter => new[] { State, Model, Environment, Rule }.Any(v => !string.IsNullOrEmpty(v));

    private IEnumerable<(string Key, string Field, string Value)> ActiveFilters
    {
        get
        {
            if (StateAsked is { } state)
            {
                yield return ("state", "Policy status", T.Word(PostureBadge.TextOf(state)));
            }

            if (!string.IsNullOrEmpty(Environment))
            {
                yield return ("environment", "Environment", DeploymentPlace.Of(Environment));
            }

            if (!string.IsNullOrEmpty(Rule))
            {
                yield return ("rule", "Rule", Rule);
            }
        }
    }

    private PostureState? StateAsked => WireName.TryParse<PostureState>(State, out var state) ? state : null;

    // A column that is empty in every row would push the rules out of sight.
    private bool ShowsDeadlines => _page!.Items.Any(i => i.GraceUntil is not null || i.State is PostureState.Out);

    private string Summary
    {
        get
        {
            var first = ((Number - 1) * PageSize) + 1;
            return T["{0} to {1} of {2}", Formats.Count(first), Formats.Count(first + _page!.Items.Count - 1), Formats.Count(_page.Total)];
        }
    }

    private string Nothing =>
        _counts is { Waiting: > 0 }
            ? "The deployments are being evaluated. This takes a few seconds."
            : "Nothing is deployed yet. A version appears here when it is deployed.";

    private string ExportHref =>
        "/api/v1/posture/export"
        + QueryString.Create(
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["state"] = State,
                ["model"] = Model,
                ["environment"] = Environment,
                ["rule"] = Rule,
            }.Where(p => !string.IsNullOrEmpty(p.Value))
        );

    protected override async Task LoadAsync()
    {
        var filter = new PostureFilter(StateAsked, Given(Model), Given(Environment)) { Rule = Given(Rule) };
        _page = await list.PageAsync(filter, (Number - 1) * PageSize, PageSize, Gone);
        _counts = await list.CountAsync(Gone);
        _rules = await list.FailingAsync(Gone);
        _choices =
        [
            .. Enum.GetValues<PostureState>()
                .Select(s => new FilterChoice($"state={WireName.Of(s)}", "Policy status", PostureBadge.TextOf(s))),
            .. _rules.Select(r => FilterChoice.Named($"rule={r.Name}", "Rule", r.Name)),
            .. (await list.EnvironmentsAsync(Gone)).Select(e =>
                FilterChoice.Named($"environment={e}", "Environment", DeploymentPlace.Of(e))
            ),
        ];
    }

    // The columns are the rules that fail most; what else a deployment fails would look as if it were met.
    private string WithoutColumn(PostureView posture)
    {
        var further = posture.Failing.Where(f => !_rules.Any(r => r.Policy == f.Policy && r.Rule == f.Rule));
        return new NamedRules(further.Select(f => (f.Name, f.Rule)), MostNamed).ToString();
    }

    private static string ModelPosture(string model) => $"/posture/{Uri.EscapeDataString(model)}";

    private void Search(string text) => Go(("model", text.Length == 0 ? null : text.Trim()));

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private void Add(FilterChoice choice)
    {
        var parts = choice.Key.Split('=', 2);
        Go((parts[0], parts[1]));
    }

    private void Clear() => Navigation.Choose(("state", null), ("model", null), ("environment", null), ("rule", null), ("page", null));

    private void Go((string Name, string? Value) filter) => Navigation.Choose(filter, ("page", null));

    private string PageHref(int number) => Navigation.With(("page", number == 1 ? null : number.ToString(CultureInfo.InvariantCulture)));
}
