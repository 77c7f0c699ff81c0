using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Kpis;
using Governance.Portal.Administration.Overview.Dashboards;
using Governance.Portal.Administration.Overview.Kpis;
using Governance.Portal.Kernel.Components.Tables;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Administration.Overview;

/// <summary>What waits for me, and whether the programme is healthy.</summary>
public sealed partial class OverviewPage(
    MyQueue queue,
    ReadStory stories,
    ReadClocks clocks,
    ReadKpis kpis,
    ReadProgramme programme,
    ReadDashboard dashboards,
    ReadKpiScopes scopes,
    CurrentActor actor,
    ChangeFeed changes,
    TimeProvider clock,
    NavigationManager navigation
)
{
    // Two rows of four.
    private const int Mine = 8;

    // Whose acts move what waits, or a clock. What comes and goes by the thousand, as decisions do, is read with the next visit.
    private static readonly HashSet<string> s_moves = new(StringComparer.Ordinal)
    {
        "access-review",
        "alert",
        "assessment",
        "card",
        "delegation",
        "explanation",
        "finding",
        "incident",
        "obligation",
        "overlay",
        "override",
        "playbook",
        "posture",
        "promotion",
        "proposal",
        "risk",
        "targets",
        "threat-model",
        "threat-point",
        "use-case",
        "validation",
        "waiver",
    };

    private readonly CancellationTokenSource _gone = new();
    private Queue? _queue;
    private Story? _story;
    private IReadOnlyList<RunningClock>? _clocks;
    private IReadOnlyList<KpiFigure>? _figures;
    private Programme? _programme;
    private KpiScopeChoices? _choices;
    private DashboardView? _view;
    private Dashboard? _dashboard;
    private KpiScope _scope = null!;
    private Refusal? _refusal;
    private string? _role;
    private DateTimeOffset _now;
    private IDisposable? _subscription;

    [SupplyParameterFromQuery(Name = "scope")]
    private string? Shown { get; set; }

    [SupplyParameterFromQuery(Name = "queue")]
    private string? Rows { get; set; }

    [SupplyParameterFromQuery]
    private string? Period { get; set; }

    [SupplyParameterFromQuery]
    private string? Model { get; set; }

    [SupplyParameterFromQuery]
    private string? System { get; set; }

    [SupplyParameterFromQuery]
    private string? Owner { get; set; }

    private bool HasCharts => _view is null or DashboardView.Programme or DashboardView.Sponsor;

    // What waits comes first; those who watch, and those for whom nothing waits, have it as a sentence of the story.
    private bool HidesQueue =>
        _view is DashboardView.Programme or DashboardView.Sponsor || (_view is not null && _queue is not { Items.Count: > 0 });

    private int Days => _scope?.Days ?? KpiScope.DefaultDays;

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        try
        {
            await LoadAsync();
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The page was left while it was read.
        }
    }

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            var reloads = ReloadsOf(ReloadAsync);
            _subscription = changes.Subscribe(
                [],
                change =>
                {
                    if (s_moves.Contains(change.Action.Split('.')[0]))
                    {
                        reloads.Ask();
                    }
                }
            );
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _subscription?.Dispose();
        _gone.Cancel();
        _gone.Dispose();
    }

    private async Task ReloadAsync()
    {
        try
        {
            // What waits changes with what others do; figures over months are computed again with the next visit.
            await LoadMineAsync();
            StateHasChanged();
        }
        catch (ObjectDisposedException)
        {
            // The page was left while the change was on its way.
        }
        catch (OperationCanceledException)
        {
            // The page was left while it was read again.
        }
    }

    private async Task LoadAsync()
    {
        _now = clock.GetLocalNow();
        var scope = KpiScope.Read(
            new KpiQuery
            {
                Period = Period,
                Model = Model,
                System = System,
                Owner = Owner,
            },
            _now
        );
        _refusal = scope.Refusal;
        _scope = scope.IsDone ? scope.Value : KpiScope.Read(new KpiQuery(), _now).Value;
        var me = await LoadMineAsync();
        _view =
            Shown == "mine" ? null
            : WireName.TryParse<DashboardView>(Shown, out var view) ? view
            : DashboardViews.Of(_role);
        _choices ??= await scopes.ChoicesAsync(_gone.Token);
        if (_refusal is not null)
        {
            return;
        }

        if (_view is { } shown)
        {
            var dashboard = await dashboards.RunAsync(me, shown, _scope, _gone.Token);
            (_dashboard, _refusal) = (dashboard.IsDone ? dashboard.Value : null, dashboard.Refusal);
        }
        else
        {
            _figures = await kpis.RunAsync(_scope, [.. DashboardViews.Figures(DashboardView.Programme).Take(Mine)], _gone.Token);
        }

        if (HasCharts && _refusal is null)
        {
            _programme = await programme.RunAsync(_scope, _gone.Token);
        }
    }

    private async Task<Actor> LoadMineAsync()
    {
        var token = _gone.Token;
        var me = await actor.GetAsync();
        (_role, _now) = (me.Role, clock.GetLocalNow());
        _queue = await queue.RunAsync(me, token);
        _story = await stories.RunAsync(me, _queue, token);
        _clocks = await clocks.RunAsync(me, token);
        return me;
    }

    private void Go(params (string Name, string? Value)[] changes) => navigation.Choose(changes);
}
