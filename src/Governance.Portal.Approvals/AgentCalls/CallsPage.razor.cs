using System.Globalization;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Agents.Calls;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Components.Tables;
using Governance.Portal.Kernel.Pages;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Approvals.AgentCalls;

/// <summary>Calls of an agent's tools.</summary>
public sealed partial class CallsPage(ListCalls list)
{
    private const int PageSize = 25;

    private static readonly IReadOnlyList<FilterChoice> s_choices =
    [
        new(ListCalls.Waiting, "Decision", WordOf(ListCalls.Waiting)),
        .. WireName.All<CallVerdict>().Select(v => new FilterChoice(v, "Decision", WordOf(v))),
    ];

    private PageOf<CallRow>? _page;
    private Refusal? _refusal;

    /// <summary>The agent.</summary>
    [Parameter]
    public string Agent { get; set; } = "";

    [SupplyParameterFromQuery]
    private string? State { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private int? PageNumber { get; set; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Subjects => [];

    /// <inheritdoc/>
    protected override bool HearsEverything => true;

    /// <inheritdoc/>
    /// <remarks>Calls that ask, and what becomes of them; the others come by the thousand.</remarks>
    protected override bool Hears(Change change) => DisplayId.TryParse<AgentCallId>(change.Subject, out _);

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

    /// <summary>Where the calls of an agent are.</summary>
    public static string Of(string agent) => $"/agents/{Uri.EscapeDataString(agent)}/calls";

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        var page = await list.PageAsync(Agent, State, (Number - 1) * PageSize, PageSize, Gone);
        _refusal = page.Refusal;
        _page = page.IsDone ? page.Value : null;
    }

    private static string WordOf(string state) =>
        state == ListCalls.Waiting ? "Waiting for a person"
        : WireName.TryParse<CallVerdict>(state, out var verdict) ? CallLabels.Word(verdict)
        : state;

    private void Add(FilterChoice choice) => Navigation.Choose(("state", choice.Key), ("page", null));

    private void Clear() => Navigation.Choose(("state", null), ("page", null));

    private string PageHref(int number) => Navigation.With(("page", number == 1 ? null : number.ToString(CultureInfo.InvariantCulture)));
}
