using Governance.Domain;
using Governance.Domain.Reports;
using Governance.Portal.Kernel.Components.Toasts;
using Governance.Portal.Kernel.Jobs;
using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Compliance.Reports;

/// <summary>One report: how far it is, its bytes, or why there are none.</summary>
public sealed partial class ReportPage(
    GetReport get,
    RequestReport request,
    WorkProgress<ReportId> progress,
    ToastService toasts,
    TimeProvider clock
)
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private ITimer? _ticking;
    private ReportView? _report;
    private ReportId _id;
    private bool _missing;
    private bool _busy;
    private Sentence? _refusal;
    private Sentence? _why;

    [Parameter]
    public string Id { get; set; } = "";

    protected override IReadOnlyList<string> Subjects => DisplayId.TryParse<ReportId>(Id, out var id) ? [id.ToString()] : [];

    protected override async Task LoadAsync()
    {
        if (!DisplayId.TryParse<ReportId>(Id, out var id))
        {
            _missing = true;
            return;
        }

        if (id != _id)
        {
            (_id, _report, _refusal) = (id, null, null);
        }

        var before = _report?.State;
        var found = await get.RunAsync(await CurrentActor.GetAsync(), id, Gone);
        (_missing, _why) = (!found.IsDone, found.Refusal?.Words);
        _report = found.IsDone ? found.Value : null;
        if (before is ReportState.Queued or ReportState.Running && _report?.State is ReportState.Ready)
        {
            toasts.Show($"Report ready.");
        }
    }

    protected override void Dispose(bool disposing)
    {
        progress.Moved -= Moved;
        _ticking?.Dispose();
        base.Dispose(disposing);
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            progress.Moved += Moved;
            _ticking = clock.CreateTimer(_ => Redraw(), null, s_second, s_second);
        }
    }

    private string StepOf(ReportView report) =>
        progress.StepOf(report.Id) ?? (report.State is ReportState.Queued ? "Waiting for its turn" : "Being created");

    private TimeSpan Elapsed(ReportView report) => clock.GetLocalNow() - report.RequestedAt;

    private void Moved(object? sender, ReportId id)
    {
        if (id == _id)
        {
            Redraw();
        }
    }

    // Called from other threads: hand over to the page and return.
    private void Redraw() =>
        _ = InvokeAsync(() =>
        {
            if (!Gone.IsCancellationRequested)
            {
                StateHasChanged();
            }
        });

    private async Task TryAgainAsync()
    {
        _busy = true;
        try
        {
            var outcome = await request.RunAsync(
                await CurrentActor.GetAsync(),
                new(_report!.Kind, _report.Subject, _report.Format, _report.Language),
                Gone
            );
            _refusal = outcome.Refusal?.Words;
            if (outcome.IsDone)
            {
                Navigation.NavigateTo($"/reports/{outcome.Value.Id}");
            }
        }
        finally
        {
            _busy = false;
        }
    }
}
