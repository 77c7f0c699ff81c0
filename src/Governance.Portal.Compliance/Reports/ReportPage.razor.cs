using Governance.Data;
using Governance.Domain;
using Governance.Domain.Reports;
using Governance.Portal.Kernel.Components.Toasts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Jobs;
using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Compliance.Reports;

/// <summary>One report: how far it is, its bytes, or why there are none.</summary>
public sealed partial class ReportPage(
    GetReport get,
    RequestReport request,
    WorkProgress<ReportId> progress,
    ChangeFeed feed,
    CurrentActor who,
    ToastService toasts,
    NavigationManager navigation,
    TimeProvider clock
) : IDisposable
{
    // What another node commits is not heard here, so the page also looks by itself.
    private const int LookEvery = 5;
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _closed = new();
    private IDisposable? _subscription;
    private ITimer? _ticking;
    private ReportView? _report;
    private ReportId _id;
    private bool _missing;
    private bool _busy;
    private int _ticks;
    private string? _refusal;
    private string? _why;

    [Parameter]
    public string Id { get; set; } = "";

    public void Dispose()
    {
        progress.Moved -= Moved;
        _subscription?.Dispose();
        _ticking?.Dispose();
        _closed.Cancel();
        _closed.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        _subscription?.Dispose();
        (_report, _refusal) = (null, null);
        _missing = !DisplayId.TryParse(Id, out _id);
        if (_missing)
        {
            return;
        }

        _subscription = feed.Subscribe([_id.ToString()], _ => Later(ReloadAsync));
        await ReloadAsync();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            progress.Moved += Moved;
            _ticking = clock.CreateTimer(_ => Later(TickAsync), null, s_second, s_second);
        }
    }

    private string StepOf(ReportView report) =>
        progress.StepOf(report.Id) ?? (report.State is ReportState.Queued ? "Waiting for its turn" : "Being created");

    private TimeSpan Elapsed(ReportView report) => clock.GetLocalNow() - report.RequestedAt;

    private void Moved(object? sender, ReportId id)
    {
        if (id == _id)
        {
            Later(() => Task.CompletedTask);
        }
    }

    // Called from other threads: hand over to the page and return.
    private void Later(Func<Task> act) =>
        _ = InvokeAsync(async () =>
        {
            if (!_closed.IsCancellationRequested)
            {
                await act();
                StateHasChanged();
            }
        });

    private async Task TickAsync()
    {
        if (_report is { State: ReportState.Queued or ReportState.Running } && ++_ticks % LookEvery == 0)
        {
            await ReloadAsync();
        }
    }

    private async Task ReloadAsync()
    {
        var before = _report?.State;
        var found = await get.RunAsync(await who.GetAsync(), _id, _closed.Token);
        _missing = !found.IsDone;
        _why = found.Refusal?.Message;
        _report = found.IsDone ? found.Value : null;
        if (before is ReportState.Queued or ReportState.Running && _report?.State is ReportState.Ready)
        {
            toasts.Show("Report ready.");
        }
    }

    private async Task TryAgainAsync()
    {
        _busy = true;
        try
        {
            var outcome = await request.RunAsync(
                await who.GetAsync(),
                new(_report!.Kind, _report.Subject, _report.Format, _report.Language),
                _closed.Token
            );
            _refusal = outcome.Refusal?.Message;
            if (outcome.IsDone)
            {
                navigation.NavigateTo($"/reports/{outcome.Value.Id}");
            }
        }
        finally
        {
            _busy = false;
        }
    }
}
