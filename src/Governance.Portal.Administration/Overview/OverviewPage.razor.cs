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
    TimeProvider clock
)
{
    // Two rows of four.
    private const int Mine = 8;

    // Much that people and pipelines do moves a queue, and one is read with some forty questions.
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(10);

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
    protected override IReadOnlyList<string> Subjects => [];

    /// <inheritdoc/>
    protected override bool HearsEverything => true;

    /// <inheritdoc/>
    protected override TimeSpan Pause => s_pause;

    /// <inheritdoc/>
    protected override bool Hears(Change change) => queue.IsMovedBy(change, Actor);

    /// <inheritdoc/>
    /// <remarks>What waits changes with what others do; figures over months are computed again with the next visit.</remarks>
    protected override Task ChangedAsync() => ReloadAsync(LoadMineAsync);

    /// <inheritdoc/>
    protected override async Task LoadAsync()
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
        _choices ??= await scopes.ChoicesAsync(Gone);
        if (_refusal is not null)
        {
            return;
        }

        if (_view is { } shown)
        {
            var dashboard = await dashboards.RunAsync(me, shown, _scope, Gone);
            (_dashboard, _refusal) = (dashboard.IsDone ? dashboard.Value : null, dashboard.Refusal);
        }
        else
        {
            _figures = await kpis.RunAsync(_scope, [.. DashboardViews.Figures(DashboardView.Programme).Take(Mine)], Gone);
        }

        if (HasCharts && _refusal is null)
        {
            _programme = await programme.RunAsync(_scope, Gone);
        }
    }

    private async Task<Actor> LoadMineAsync()
    {
        var me = await CurrentActor.GetAsync();
        (_role, _now) = (me.Role, clock.GetLocalNow());
        _queue = await queue.RunAsync(me, Gone);
        _story = await stories.RunAsync(me, _queue, Gone);
        _clocks = await clocks.RunAsync(me, Gone);
        return me;
    }

    private void Go(params (string Name, string? Value)[] changes) => Navigation.Choose(changes);
}
