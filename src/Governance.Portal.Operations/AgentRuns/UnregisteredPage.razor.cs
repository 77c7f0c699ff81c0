using System.Globalization;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Components.Tables;
using Governance.Portal.Kernel.Components.Toasts;
using Governance.Portal.Kernel.Pages;
using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Operations.AgentRuns;

/// <summary>Agents that send spans and are not registered.</summary>
public sealed partial class UnregisteredPage(ListUnregistered list, IgnoreAgent ignore, ToastService toasts)
{
    /// <summary>Where they are.</summary>
    public const string Address = "/agents/not-registered";

    private const int PageSize = 25;
    private const string Ignored = "ignored";

    private static readonly Crumb[] s_trail = [new("Agents", "/agents")];
    private static readonly IReadOnlyList<FilterChoice> s_choices = [new(Ignored, "State", "Ignored")];

    private PageOf<UnregisteredAgent>? _page;
    private string? _asking;
    private string? _error;
    private string _reason = "";
    private bool _busy;

    [SupplyParameterFromQuery]
    private string? State { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private int? PageNumber { get; set; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Subjects => ["agent-spans"];

    private bool IsIgnored => State == Ignored;

    private int Number => Math.Clamp(PageNumber ?? 1, 1, 100_000);

    private string Summary
    {
        get
        {
            var first = ((Number - 1) * PageSize) + 1;
            return $"{Formats.Count(first)} to {Formats.Count(first + _page!.Items.Count - 1)} of {Formats.Count(_page.Total)}";
        }
    }

    /// <inheritdoc/>
    protected override async Task LoadAsync() => _page = await list.PageAsync(IsIgnored, (Number - 1) * PageSize, PageSize, Gone);

    private async Task IgnoreAsync()
    {
        if (_busy || _asking is not { } name)
        {
            return;
        }

        _busy = true;
        try
        {
            // Not ended when the page is left: what was decided is done.
            var outcome = await ignore.RunAsync(Actor, name, _reason, CancellationToken.None);
            if (outcome.Refusal is { } refusal)
            {
                _error = refusal.Errors.Values.SelectMany(m => m).FirstOrDefault() ?? refusal.Message;
                return;
            }

            toasts.Show($"{name} is ignored.");
            Close();
            await ReloadAsync();
        }
        finally
        {
            _busy = false;
        }
    }

    private void Close() => (_asking, _error, _reason) = (null, null, "");

    private void Add(FilterChoice choice) => Navigation.Choose(("state", choice.Key), ("page", null));

    private void Clear() => Navigation.Choose(("state", null), ("page", null));

    private string PageHref(int number) => Navigation.With(("page", number == 1 ? null : number.ToString(CultureInfo.InvariantCulture)));
}
