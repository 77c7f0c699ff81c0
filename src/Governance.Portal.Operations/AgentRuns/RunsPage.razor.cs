using System.Globalization;
using Governance.Domain;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Components.Tables;
using Governance.Portal.Kernel.Pages;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.AgentRuns;

/// <summary>Runs of an agent.</summary>
public sealed partial class RunsPage(ListRuns list)
{
    private const int PageSize = 25;

    private static readonly IReadOnlyList<FilterChoice> s_choices =
    [
        new(ListRuns.Findings, "Runs with", WordOf(ListRuns.Findings)),
        new(ListRuns.Errors, "Runs with", WordOf(ListRuns.Errors)),
    ];

    private static string Findings => T.Sense("Findings", "a run");

    private PageOf<RunRow>? _page;
    private Refusal? _refusal;

    /// <summary>The agent.</summary>
    [Parameter]
    public string Agent { get; set; } = "";

    [SupplyParameterFromQuery]
    private string? With { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private int? PageNumber { get; set; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Subjects => ["agent-spans"];

    private Crumb[] Trail => [new("Agents", "/agents"), Crumb.Named(Agent, ModelAddresses.Model(Agent))];

    private int Number => Math.Clamp(PageNumber ?? 1, 1, 100_000);

    private string Summary
    {
        get
        {
            var first = ((Number - 1) * PageSize) + 1;
            return T["{0} to {1} of {2}", Formats.Count(first), Formats.Count(first + _page!.Items.Count - 1), Formats.Count(_page.Total)];
        }
    }

    /// <summary>Where the runs of an agent are.</summary>
    public static string Of(string agent) => $"/agents/{Uri.EscapeDataString(agent)}/runs";

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        var page = await list.PageAsync(Agent, With, (Number - 1) * PageSize, PageSize, Gone);
        _refusal = page.Refusal;
        _page = page.IsDone ? page.Value : null;
    }

    private static string WordOf(string with) =>
        with switch
        {
            ListRuns.Findings => "Findings",
            ListRuns.Errors => "Errors",
            _ => with,
        };

    private void Add(FilterChoice choice) => Navigation.Choose(("with", choice.Key), ("page", null));

    private void Clear() => Navigation.Choose(("with", null), ("page", null));

    private string PageHref(int number) => Navigation.With(("page", number == 1 ? null : number.ToString(CultureInfo.InvariantCulture)));
}
