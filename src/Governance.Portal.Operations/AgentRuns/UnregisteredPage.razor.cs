using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Components.Tables;
using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Operations.AgentRuns;

/// <summary>Agents that send spans but are not registered.</summary>
public sealed partial class UnregisteredPage(ListUnregistered list)
{
    /// <summary>Where they are.</summary>
    public const string Address = "/agents/not-registered";

    private const string Ignored = "ignored";
    private const string Blocked = "blocked";

    private static readonly Crumb[] s_trail = [new("Agents", "/agents")];
    private static readonly IReadOnlyList<FilterChoice> s_choices =
    [
        new($"state={Ignored}", "State", "Ignored"),
        new($"state={Blocked}", "State", "Blocked"),
    ];

    private PageOf<UnregisteredAgent>? _page;
    private string? _asking;
    private string? _blocking;

    [SupplyParameterFromQuery]
    private string? State { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private int? PageNumber { get; set; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Subjects => ["agent-spans"];

    private UnregisteredState Shown =>
        State switch
        {
            Ignored => UnregisteredState.Ignored,
            Blocked => UnregisteredState.Blocked,
            _ => UnregisteredState.Open,
        };

    /// <inheritdoc/>
    protected override async Task LoadAsync() =>
        _page = await list.PageAsync(Shown, ListAddress.SkipOf(PageNumber), ListAddress.PageSize, Gone);

    private async Task ClosedAsync()
    {
        (_asking, _blocking) = (null, null);
        await ReloadAsync();
    }
}
