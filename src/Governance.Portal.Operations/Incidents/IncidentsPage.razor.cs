using System.Globalization;
using Governance.Domain;
using Governance.Domain.Incidents;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Tables;
using Governance.Portal.Kernel.Pages;
using Governance.Portal.Operations.Risks;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Incidents;

/// <summary>The list. Filters, page and the dialog that declares one live in the address.</summary>
public sealed partial class IncidentsPage(ListIncidents list, ListModelNames models, TimeProvider clock)
{
    private const int PageSize = 25;

    private PageOf<IncidentRow>? _page;
    private IReadOnlyList<FilterChoice> _choices = [];
    private Refusal? _refusal;
    private DateTimeOffset _now;
    private int _live;

    [SupplyParameterFromQuery(Name = "q")]
    private string? Text { get; set; }

    [SupplyParameterFromQuery]
    private string? Model { get; set; }

    [SupplyParameterFromQuery]
    private string? System { get; set; }

    [SupplyParameterFromQuery]
    private string? State { get; set; }

    [SupplyParameterFromQuery]
    private string? Severity { get; set; }

    [SupplyParameterFromQuery]
    private string? Drill { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private int? PageNumber { get; set; }

    [SupplyParameterFromQuery]
    private string? Declare { get; set; }

    [SupplyParameterFromQuery]
    private string? Alert { get; set; }

    // The model the new incident is about; "model" is the list's filter.
    [SupplyParameterFromQuery]
    private string? About { get; set; }

    [SupplyParameterFromQuery]
    private string? Version { get; set; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Subjects => [IncidentEvents.List];

    private int Number => Math.Clamp(PageNumber ?? 1, 1, 100_000);

    private string? EffectiveState =>
        string.IsNullOrEmpty(State) ? "live"
        : State == "all" ? null
        : State;

    private bool HasFilter => new[] { Text, Model, System, State, Severity, Drill }.Any(v => !string.IsNullOrEmpty(v));

    private string? Subtitle =>
        _page is null ? null
        : _live == 0 ? "No incident is open."
        : T["{0} open. Clocks run from the earliest awareness.", Formats.Plural(_live, "incident is", "incidents are")];

    private string Summary
    {
        get
        {
            var first = ((Number - 1) * PageSize) + 1;
            return T["{0} to {1} of {2}", Formats.Count(first), Formats.Count(first + _page!.Items.Count - 1), Formats.Count(_page.Total)];
        }
    }

    private IEnumerable<(string Key, string Field, string Value)> ActiveFilters
    {
        get
        {
            foreach (
                var (key, named, value) in new[]
                {
                    ("state", "State", EffectiveState is { } state ? (state == "live" ? T["Active"] : Word(state)) : null),
                    ("severity", "Severity", Severity is { Length: > 0 } s ? Word(s) : null),
                    ("model", "Model", Model),
                    ("system", "AI system", System),
                    (
                        "drill",
                        "Drills",
                        Drill switch
                        {
                            "true" => T["Only these"],
                            "false" => T["None"],
                            _ => Drill,
                        }
                    ),
                }
            )
            {
                if (!string.IsNullOrEmpty(value))
                {
                    yield return (key, named, value);
                }
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        _now = clock.GetLocalNow();
        var filter = IncidentFilter.Parse(
            Text,
            Model,
            System,
            EffectiveState,
            Severity,
            Drill switch
            {
                "true" => true,
                "false" => false,
                _ => null,
            }
        );
        _refusal = filter.Refusal;
        if (filter.IsDone)
        {
            _page = await list.PageAsync(filter.Value, (Number - 1) * PageSize, PageSize, Gone);
        }

        _live = await list.CountLiveAsync(Gone);
        _choices =
        [
            new FilterChoice("state=live", "State", "Active"),
            .. WireName.All<IncidentState>().Select(s => new FilterChoice($"state={s}", "State", Word(s))),
            .. WireName.All<IncidentSeverity>().Select(s => new FilterChoice($"severity={s}", "Severity", Word(s))),
            new FilterChoice("drill=true", "Drills", "Only these"),
            new FilterChoice("drill=false", "Drills", "None"),
            .. (await models.RunAsync(Gone)).Select(m => FilterChoice.Named($"model={m}", "Model", m)),
        ];
    }

    private static string Word(string wire) => T.Recorded(SentenceCase.OfName(wire));

    private void Add(FilterChoice choice)
    {
        var parts = choice.Key.Split('=', 2);
        Go((parts[0], parts[1]));
    }

    private void Clear() => Navigation.Restart("/incidents");

    private void Go(params (string Name, string? Value)[] values) => Navigation.Choose([.. values, ("page", null)]);

    private string PageHref(int number) => Navigation.With(("page", number == 1 ? null : number.ToString(CultureInfo.InvariantCulture)));
}
