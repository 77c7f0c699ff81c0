using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Kpis;
using Governance.Portal.Components;
using Governance.Portal.Components.States;
using Governance.Portal.Features.Overrides;
using Governance.Portal.Features.Overview.Kpis;
using Governance.Portal.Features.Risks;
using Governance.Portal.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;

namespace Governance.Portal.Features.Overview;

/// <summary>What waits for me, and whether the programme is healthy.</summary>
public sealed partial class OverviewPage(
    MyQueue queue, ReadClocks clocks, ReadKpis kpis, ReadProgramme programme, ListModelNames models, GetOverrides overrides, CurrentActor actor, ChangeFeed changes, TimeProvider clock, NavigationManager navigation)
{
    // Roles that nothing waits for see the programme first.
    private static readonly string[] s_watching = [Roles.Sponsor, Roles.Auditor];

    private readonly CancellationTokenSource _gone = new();
    private Queue? _queue;
    private IReadOnlyList<Clock>? _clocks;
    private IReadOnlyList<KpiFigure>? _figures;
    private Programme? _programme;
    private IReadOnlyList<OverrideView> _overrides = [];
    private IReadOnlyList<string> _models = [];
    private KpiScope _scope = null!;
    private Refusal? _refusal;
    private string? _summary;
    private string? _role;
    private DateTimeOffset _now;
    private IDisposable? _subscription;

    [SupplyParameterFromQuery(Name = "scope")] private string? Shown { get; set; }

    [SupplyParameterFromQuery] private string? Period { get; set; }

    [SupplyParameterFromQuery] private string? Model { get; set; }

    private bool IsProgramme => Shown is null ? s_watching.Contains(_role, StringComparer.Ordinal) : Shown == "programme";

    private int Days => _scope?.Days ?? KpiScope.DefaultDays;

    private string QueueSentence => _queue is null
        ? "Reading what waits for you."
        : _queue.Items.Count == 0
            ? $"Nothing waits for you. {Formats.Plural(_queue.OpenWithOthers, "approval is", "approvals are")} open with others."
            : _summary ?? "";

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
            var reloads = new ReloadQueue(InvokeAsync, ReloadAsync);
            _subscription = changes.Subscribe([], change =>
            {
                if (change.Action.StartsWith("promotion.", StringComparison.Ordinal) || change.Action.StartsWith("override.", StringComparison.Ordinal) || change.Action.StartsWith("alert.", StringComparison.Ordinal)
                    || change.Action.StartsWith("incident.", StringComparison.Ordinal))
                {
                    reloads.Ask();
                }
            });
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
            // What waits changes with what others do; figures over months are computed anew with the next visit.
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
        _now = clock.GetUtcNow();
        var scope = KpiScope.Read(Period, Model, _now);
        _refusal = scope.Refusal;
        _scope = scope.IsDone ? scope.Value : KpiScope.Read(null, null, _now).Value;
        await LoadMineAsync();
        if (_refusal is null)
        {
            _models = await models.RunAsync(_gone.Token);
            _figures = await kpis.RunAsync(_scope, _gone.Token);
            _programme = await programme.RunAsync(_scope, _gone.Token);
        }
    }

    private async Task LoadMineAsync()
    {
        var token = _gone.Token;
        var me = await actor.GetAsync();
        (_role, _now) = (me.Role, clock.GetUtcNow());
        _queue = await queue.RunAsync(me, token);
        // A review that is still to be written stands in the queue of those who write it.
        _overrides = [.. (await overrides.OpenAsync(null, null, null, token)).Where(o => o.State is not OverrideState.Ended)];
        _clocks = await clocks.RunAsync(me, token);
        var overdue = _queue.Items.Count(i => i.DueAt <= _now);
        _summary = _queue.Items.Count == 0
            ? null
            : $"{Formats.Plural(_queue.Items.Count, "item needs", "items need")} you{(overdue > 0 ? $", {Formats.Count(overdue)} overdue" : "")}.";
    }

    private void Go((string Name, string? Value) change) => navigation.NavigateTo(QueryHelpers.AddQueryString(
        "/",
        new Dictionary<string, string?>(StringComparer.Ordinal) { ["scope"] = Shown, ["period"] = Period, ["model"] = Model, [change.Name] = change.Value }.Where(p => !string.IsNullOrEmpty(p.Value))));
}
