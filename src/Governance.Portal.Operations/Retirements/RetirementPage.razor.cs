using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Retirements;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Operations.Retirements.Parts;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Retirements;

/// <summary>One retirement: its steps in order, the one that is next as the page's action.</summary>
public sealed partial class RetirementPage
{
    private const int Shown = 8;
    private static readonly Crumb[] s_trail = [new("Models", "/models"), new("Retirements", "/retirements")];

    private RetirementView? _retirement;
    private IReadOnlyList<RetirementEntryView> _entries = [];
    private RetirementChoice? _choice;
    private DateTimeOffset _now;

    /// <summary>The zone of the reader.</summary>
    [CascadingParameter(Name = "TimeZone")]
    public TimeZoneInfo? Zone { get; set; }

    /// <summary>Its id.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    [SupplyParameterFromQuery]
    private string? Entries { get; set; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Subjects => [Id];

    private bool IsLive => _retirement is { State: RetirementState.UnderWay or RetirementState.ToSign };

    private bool IsOpen => _retirement is { State: RetirementState.UnderWay };

    private RetirementStep Current => _retirement!.Blockers.Count > 0 && IsLive ? _retirement.Blockers[0].Step : RetirementStep.Signature;

    private string Progress =>
        T[
            "{0} of {1} done",
            Formats.Count(Enum.GetValues<RetirementStep>().Count(Of)),
            Formats.Count(Enum.GetValues<RetirementStep>().Length)
        ];

    private (RetirementChoice Choice, string Label)? Next =>
        _retirement is null || !IsOpen ? null : Actions(Current).Select(a => ((RetirementChoice, string)?)a).FirstOrDefault();

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        _now = Clock.GetLocalNow();
        var found = DisplayId.TryParse<RetirementId>(Id, out var id) ? await Get.RunAsync(id, Gone) : RetirementRefusals.NotFound;
        _retirement = found.IsDone ? found.Value : null;
        if (_retirement is not null)
        {
            _entries = (await Get.EntriesAsync(id, null, Entries == "all" ? ListQuery.MaxLimit : Shown, Gone)).Items;
        }
    }

    private bool Of(RetirementStep step) =>
        step is RetirementStep.Signature
            ? _retirement!.State is RetirementState.Closed
            : !IsLive || _retirement!.Blockers.All(b => b.Step != step);

    private IEnumerable<(RetirementChoice Choice, string Label)> Actions(RetirementStep step)
    {
        var (r, retire, ask) = (_retirement!, May(Permission.Retire), May(Permission.RequestRetirement));
        if (!IsOpen)
        {
            return [];
        }

        return step switch
        {
            RetirementStep.Dependants when retire && r.Dependants.Any(d => d is { Decides: true, Decision: null }) =>
            [
                (new(RetirementDo.Decide), "Decide on dependent items"),
            ],
            RetirementStep.Tasks when ask && r.Tasks.FirstOrDefault(t => t.DoneAt is null) is { } task =>
            [
                (new(RetirementDo.Finish, task.Number), "Do the next task"),
            ],
            RetirementStep.Traffic when retire && r.StoppedAt is null => [(new(RetirementDo.Stop), "Stop traffic")],
            RetirementStep.Traffic when ask && r.StoppedAt is not null && (r.ConfirmedAt is null || r.DecisionsAfterStop > 0) =>
            [
                (new(RetirementDo.Confirm), "Confirm that traffic has stopped"),
            ],
            RetirementStep.Keys when retire && r.Keys.Any(k => k.Revoked is null) => [(new(RetirementDo.Keys), "Decide on API keys")],
            RetirementStep.Data when retire && r.Data.Any(d => d.Choice is null) => [(new(RetirementDo.Data), "Decide on data")],
            RetirementStep.Retention when retire => [(new(RetirementDo.Retention), "Set retention")],
            RetirementStep.Signature when r.Blockers.Count == 0 && r.MadeWith is null && ask =>
            [
                (new(RetirementDo.Sign), "Request signatures"),
            ],
            RetirementStep.Signature
                when r.Blockers.Count == 0 && r.MadeWith is not null && retire && r.Versions.All(v => v.RetiredAt is not null) =>
            [
                (new(RetirementDo.Close), "Close retirement"),
            ],
            _ => [],
        };
    }

    private void Choose(RetirementDo what) => _choice = new(what);

    private async Task DoneAsync()
    {
        // The dialog stays until the page shows what comes next: who acts at once would else be answered about the step that is done.
        await ReloadAsync();
        _choice = null;
        Toasts.Show($"Retirement saved.");
    }
}
