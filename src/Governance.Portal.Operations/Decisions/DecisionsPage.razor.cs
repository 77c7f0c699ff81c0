using Governance.Domain;
using Governance.Portal.Kernel.Components.Tables;
using Governance.Portal.Operations.Monitoring.Alerts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Decisions;

/// <summary>Searches decisions. The words of the query box and the place in the list are in the address.</summary>
public sealed partial class DecisionsPage
{
    private const string NoDecision =
        "No decisions have been received yet. A system sends them with POST /api/v1/decisions or with governance decisions push.";

    private const int PageSize = 25;
    private const int MaxAlerts = 8;

    private readonly CancellationTokenSource _gone = new();
    private ListDecisions.Page? _page;
    private IReadOnlyList<AlertView>? _alerts;
    private IReadOnlyList<string> _models = [];
    private IReadOnlyList<FilterChoice> _choices = [];
    private IReadOnlyList<(string Field, string Value, Func<DecisionFilter, DecisionFilter> Without)> _chips = [];
    private Refusal? _refusal;

    [SupplyParameterFromQuery(Name = "q")]
    private string? Q { get; set; }

    [SupplyParameterFromQuery(Name = "after")]
    private string? After { get; set; }

    private string ExportHref =>
        QueryHelpers.AddQueryString(
            "/api/v1/decisions",
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["format"] = "csv", ["q"] = Q ?? "" }
        );

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        var filter = DecisionFilter.Parse(Q);
        _refusal = filter.Refusal;
        var sources = await List.SourcesAsync(_gone.Token);
        _models = [.. sources.Select(s => s.Model).Distinct(StringComparer.Ordinal)];
        _alerts = await AlertList.RunAsync(new AlertFilter { OfDecisions = true }, after: null, MaxAlerts, _gone.Token);
        if (!filter.IsDone)
        {
            return;
        }

        _chips = ChipsOf(filter.Value);
        _choices = ChoicesOf(filter.Value);
        ListDecisions.Place? after = After is not null && DecisionCursor.TryRead(After, out var place) ? place : null;
        _page = await List.RunAsync(filter.Value, after, PageSize, _gone.Token);
    }

    private static List<(string Field, string Value, Func<DecisionFilter, DecisionFilter> Without)> ChipsOf(DecisionFilter filter)
    {
        var chips = new List<(string, string, Func<DecisionFilter, DecisionFilter>)>();
        Add("Model", filter.Model, other => other with { Model = null });
        Add("Version", filter.Version, other => other with { Version = null });
        Add("Outcome", filter.Outcome, other => other with { Outcome = null });
        Add(
            "Override",
            filter.Overridden switch
            {
                true => "yes",
                false => "no",
                null => null,
            },
            other => other with { Overridden = null }
        );
        Add("Feature", filter.Feature, other => other with { Feature = null });
        Add(T.Sense("Subject", "of a decision"), filter.Subject, other => other with { Subject = null });
        return chips;

        void Add(string field, string? value, Func<DecisionFilter, DecisionFilter> without)
        {
            if (value is not null)
            {
                chips.Add((field, value, without));
            }
        }
    }

    private List<FilterChoice> ChoicesOf(DecisionFilter filter) =>
        [
            .. _models.Where(m => m != filter.Model).Select(m => FilterChoice.Named($"model:{m}", "Model", m)),
            .. (_page?.Items ?? [])
                .Select(i => i.Outcome)
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
                .Where(o => o != filter.Outcome)
                .Order(StringComparer.Ordinal)
                .Take(12)
                .Select(o => FilterChoice.Named($"outcome:\"{o}\"", "Outcome", o)),
            new FilterChoice("override:yes", "Override", "Overridden"),
            new FilterChoice("override:no", "Override", "Not overridden"),
            new FilterChoice("score:>=0.9", "Model score", "0.9 and above"),
            new FilterChoice("score:0.4..0.6", "Model score", "0.4 to 0.6"),
        ];

    private void Add(FilterChoice choice) => Go($"{Navigation.Chosen("q")} {choice.Key}".Trim());

    private void Remove(Func<DecisionFilter, DecisionFilter> without)
    {
        var chosen = DecisionFilter.Parse(Navigation.Chosen("q"));
        if (chosen.IsDone)
        {
            Go(without(chosen.Value).ToString());
        }
    }

    private void Go(string? q) => Navigation.Choose(("q", string.IsNullOrEmpty(q) ? null : q), ("after", null));

    private static string Href(string? q, string? after) =>
        QueryHelpers.AddQueryString(
            "/decisions",
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["q"] = q, ["after"] = after }.Where(p =>
                !string.IsNullOrEmpty(p.Value)
            )
        );
}
