using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Components.Toasts;
using Governance.Portal.Kernel.Reference;
using Governance.Portal.Operations.Incidents.Parts;
using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Operations.Incidents;

/// <summary>One incident: clocks, the step that is next, what was said and learned. The text of the clocks changes once a minute.</summary>
public sealed partial class IncidentPage(
    GetIncident get,
    BeginMessage begin,
    IncidentLibrary library,
    ToastService toasts,
    TimeProvider clock
)
{
    private const int Shown = 6;
    private static readonly Crumb[] s_trail = [new("Incidents", "/incidents")];

    private IncidentView? _incident;
    private IReadOnlyList<TimelineView> _timeline = [];
    private IncidentChoice? _choice;
    private ITimer? _minute;
    private Sentence? _problem;
    private DateTimeOffset _now;
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;

    /// <summary>Its id.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    [SupplyParameterFromQuery]
    private string? Timeline { get; set; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Subjects => [Id];

    private bool MayWrite =>
        _incident is { State: not (IncidentState.Closed or IncidentState.Dismissed) } && May(Permission.WriteIncidents);

    private bool MayConfirm => May(Permission.ConfirmIncidentClass);

    private bool MayCut => May(Permission.CutAccess);

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        _now = clock.GetLocalNow();
        var found = DisplayId.TryParse<IncidentId>(Id, out var id) ? await get.RunAsync(id, Gone) : IncidentRefusals.NotFound;
        _incident = found.IsDone ? found.Value : null;
        if (_incident is not null)
        {
            _zone = await get.ZoneAsync(Gone);
            _timeline = (await get.TimelineAsync(id, null, Timeline == "all" ? ListQuery.MaxLimit : Shown, Gone)).Items;
        }
    }

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender && RendererInfo.IsInteractive)
        {
            _minute = clock.CreateTimer(_ => _ = InvokeAsync(ReloadAsync), null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _minute?.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task ChooseAsync(IncidentChoice choice)
    {
        if (choice.What is IncidentDo.DraftReport)
        {
            await DraftReportAsync();
            return;
        }

        // The step knows the audience; the message that is to be recorded is its newest one that is not out.
        var message = choice is { What: IncidentDo.Send, Message: 0 }
            ? _incident
                ?.Messages.LastOrDefault(m =>
                    m.State is not MessageState.Sent && m.Audience == (choice.Step?.Audience ?? Playbook.Authority)
                )
                ?.Number
                ?? 0
            : choice.Message;
        _choice = choice with { Message = message };
    }

    // Where a draft is there already it is opened, not written twice.
    private async Task DraftReportAsync()
    {
        if (_incident?.Messages.LastOrDefault(m => m.Audience == Playbook.Authority && m.State is not MessageState.Sent) is { } draft)
        {
            _choice = new(IncidentDo.Message, Message: draft.Number);
            return;
        }

        var begun = await begin.RunAsync(
            Actor,
            _incident!.Id,
            Playbook.Authority,
            null,
            null,
            ETags.Of(_incident.Revision),
            CancellationToken.None
        );
        _problem = begun.Refusal?.Words;
        await ReloadAsync();
        if (begun.IsDone)
        {
            _choice = new(IncidentDo.Message, Message: _incident.Messages[^1].Number);
        }
    }

    private void Close() => _choice = null;

    private async Task DoneAsync()
    {
        (_choice, _problem) = (null, null);
        toasts.Show($"Incident saved.");
        await ReloadAsync();
    }
}
