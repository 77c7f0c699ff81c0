using Governance.Domain;
using Governance.Domain.Validation;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Jobs;
using Governance.Portal.Kernel.Pages;
using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Operations.Validation;

/// <summary>One schedule: how it stands, what it asks, and what its runs found.</summary>
public sealed partial class SchedulePage(
    ListSchedules list,
    RequestRun request,
    CancelRun cancel,
    PauseSchedule pause,
    WorkProgress<ValidationRunId> progress
)
{
    private const int PageSize = 20;

    private ValidationScheduleView? _view;
    private ApiPage<ValidationRunView> _runs = new([], null);
    private Sentence? _missing;
    private Sentence? _refusal;
    private string? _step;
    private bool _editing;

    /// <summary>The model's name.</summary>
    [Parameter]
    public string Model { get; set; } = "";

    /// <summary>Its id.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    /// <summary>Only runs before this one.</summary>
    [SupplyParameterFromQuery]
    private string? Before { get; set; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Subjects => [Id];

    private IReadOnlyList<Crumb> Trail =>
        [
            new("Models", "/models"),
            Crumb.Named(Model, ModelAddresses.Model(Model)),
            new("Scheduled validation", ScheduleAddresses.Schedules(Model)),
        ];

    private ValidationRunView? UnderWay => Before is null && _runs.Items is [{ IsOver: false } newest, ..] ? newest : null;

    /// <inheritdoc/>
    protected override void OnInitialized() => progress.Moved += Hear;

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        var found = await list.GetAsync(Model, Id, Gone);
        (_view, _missing) = (found.IsDone ? found.Value : null, found.Refusal?.Words);
        if (_view is null)
        {
            return;
        }

        int? below = DisplayId.TryParse<ValidationRunId>(Before, out var id) ? id.Number : null;
        var runs = await list.RunsAsync(Model, Id, below, PageSize, Gone);
        _runs = runs.IsDone ? runs.Value : new([], null);
        _step = UnderWay is { } run ? progress.StepOf(run.Id) : null;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        progress.Moved -= Hear;
        base.Dispose(disposing);
    }

    private void Hear(object? sender, ValidationRunId run)
    {
        if (UnderWay?.Id == run && !Gone.IsCancellationRequested)
        {
            _ = InvokeAsync(() =>
            {
                _step = progress.StepOf(run);
                StateHasChanged();
            });
        }
    }

    private async Task<Refusal?> RunAsync() => (await request.RunAsync(Actor, Model, Id, CancellationToken.None)).Refusal;

    private async Task<Refusal?> PauseAsync() => (await pause.RunAsync(Actor, Model, Id, CancellationToken.None)).Refusal;

    private async Task<Refusal?> ResumeAsync() => (await pause.ResumeAsync(Actor, Model, Id, CancellationToken.None)).Refusal;

    private async Task<Refusal?> CancelAsync() =>
        UnderWay is { } run ? (await cancel.RunAsync(Actor, run.Id.ToString(), CancellationToken.None)).Refusal : null;

    private async Task ActAsync(Func<Task<Refusal?>> act)
    {
        _refusal = (await act())?.Words;
        await ReloadAsync();
    }

    private async Task EditedAsync()
    {
        (_editing, _refusal) = (false, null);
        await ReloadAsync();
    }
}
