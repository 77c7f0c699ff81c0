using Governance.Domain;
using Governance.Domain.Competences;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Pages;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Compliance.Oversight;

/// <summary>What a dialog of the roster does.</summary>
public enum OversightAct
{
    /// <summary>Appoint an overseer.</summary>
    Appoint,

    /// <summary>Record training.</summary>
    Train,

    /// <summary>End an appointment.</summary>
    End,

    /// <summary>Record a test.</summary>
    Test,

    /// <summary>Decline a test.</summary>
    Decline,
}

/// <summary>Who oversees an AI system, and the tests of its stop control.</summary>
public sealed partial class OversightPage(GetOversight get, DecideStopTest decide)
{
    private OversightView? _view;
    private Refusal? _refusal;
    private Sentence? _failure;
    private OversightAct? _act;
    private OverseerView? _overseer;
    private StopTestView? _test;

    /// <summary>The system.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Subjects => [Id, Competence.Register];

    private Crumb[] Trail =>
        [
            new("Compliance", ComplianceAddresses.Systems),
            new("AI systems", ComplianceAddresses.Systems),
            Crumb.Named(_view?.Name ?? Id, _view is null ? ComplianceAddresses.Systems : ComplianceAddresses.System(_view.System)),
        ];

    private bool MayManage => May(Permission.ManageOversight) && _view is { Retired: false };

    // Being trained for this system is one thing, the records that the organisation requires of everyone who oversees are another.
    private string Standing
    {
        get
        {
            var people = Formats.Plural(
                _view!.Counting,
                "person appointed and trained for this system",
                "people appointed and trained for this system"
            );
            var lacking = Current.Where(o => o.Lacks.Count > 0).Select(o => o.Person).Distinct(StringComparer.Ordinal).Count();
            return lacking == 0 ? people : T["{0}, {1} without a valid competence record", people, Formats.Count(lacking)];
        }
    }

    private IReadOnlyList<OverseerView> Current => [.. _view!.Overseers.Where(o => !IsFormer(o))];

    private IReadOnlyList<OverseerView> Former => [.. _view!.Overseers.Where(IsFormer)];

    private bool MayDecide(StopTestView test) => May(Permission.ConfirmStopTests) && test.RecordedById != Actor.User?.ToString();

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        var found = await get.RunAsync(DisplayId.TryParse<SystemId>(Id, out var id) ? id : default, Gone);
        (_refusal, _view) = (found.Refusal, found.IsDone ? found.Value : null);
    }

    private static bool IsFormer(OverseerView overseer) => overseer.Standing is OverseerStanding.Ended or OverseerStanding.Over;

    private static string Day(DateOnly day) => ComplianceLabels.Day(day);

    private static string Days(OverseerView one) =>
        one.Until is { } until ? T["{0} to {1}", Day(one.From), Day(until)] : T["since {0}", Day(one.From)];

    private static string EndedBy(OverseerView one)
    {
        var by = one.EndedBy is { } name ? T["by {0}", name] : T["The account was disabled"];
        return one.EndReason is { } reason ? $"{by}: {reason}" : by;
    }

    private void Open(OversightAct act, OverseerView? overseer = null, StopTestView? test = null) =>
        (_act, _overseer, _test, _failure) = (act, overseer, test, null);

    private async Task ConfirmAsync(StopTestView test)
    {
        var outcome = await decide.RunAsync(Actor, new(_view!.System, test.Id, "confirm", null), CancellationToken.None);
        _failure = outcome.Refusal?.Words;
        await ReloadAsync();
    }

    private async Task DoneAsync()
    {
        _act = null;
        await ReloadAsync();
    }
}
