using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Oversight;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Components.Forms;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Compliance.Oversight;

/// <summary>The short forms that change a roster.</summary>
public sealed partial class OversightDialog
{
    private static readonly (string, string)[] s_fields =
    [
        ("person", "oversight-person"),
        ("authority", "oversight-authority"),
        ("from", "oversight-from"),
        ("until", "oversight-until"),
        ("what", "oversight-what"),
        ("trainer", "oversight-trainer"),
        ("validUntil", "oversight-valid"),
        ("result", "oversight-result"),
        ("secondsToStop", "oversight-seconds"),
        ("testedAt", "oversight-tested"),
        ("nextOn", "oversight-next"),
        ("reference", "oversight-reference"),
        ("sha256", "oversight-sha"),
        ("reason", "oversight-reason"),
    ];

    private IReadOnlyList<Person> _people = [];
    private FormErrors _errors = new(null);
    private string _person = "";
    private string _authority = WireName.Of(OversightAuthority.Stop);
    private string _result = WireName.Of(StopTestResult.Stopped);
    private string _what = "";
    private string _trainer = "";
    private string _reference = "";
    private string _sha256 = "";
    private string _reason = "";
    private int? _seconds;
    private DateOnly? _on;
    private DateOnly? _until;
    private bool _busy;

    /// <summary>What is done.</summary>
    [Parameter, EditorRequired]
    public OversightAct Act { get; set; }

    /// <summary>The system.</summary>
    [Parameter, EditorRequired]
    public SystemId System { get; set; }

    /// <summary>The appointment, where it is about one.</summary>
    [Parameter]
    public OverseerView? Overseer { get; set; }

    /// <summary>The test, where it is about one.</summary>
    [Parameter]
    public StopTestView? Test { get; set; }

    /// <summary>It is closed.</summary>
    [Parameter, EditorRequired]
    public EventCallback OnClose { get; set; }

    /// <summary>It was done.</summary>
    [Parameter, EditorRequired]
    public EventCallback OnDone { get; set; }

    // The time of a test is shown in the reader's zone; the days on which appointments and training end are the organisation's.
    [CascadingParameter(Name = "TimeZone")]
    public TimeZoneInfo? Zone { get; set; }

    private DateOnly Today => Act is OversightAct.Test ? Clock.Today(Zone) : Clock.Today();

    private (string Title, string Action, string About) Words =>
        Act switch
        {
            OversightAct.Appoint => (
                "Appoint an overseer",
                "Appoint overseer",
                "The appointment takes effect once training is recorded. You cannot appoint yourself."
            ),
            OversightAct.Train => ("Record training", "Record training", "An overseer's training must be recorded by someone else."),
            OversightAct.End => ("End the appointment", "End appointment", "It stays in the history, with your name and reason."),
            OversightAct.Test => (
                "Record a test of the stop control",
                "Record stop test",
                "The test is valid once a second person has confirmed it."
            ),
            OversightAct.Decline => ("Decline the test", "Decline", "It stays on record but is not valid."),
        };

    private OversightProof Proof => new(Known(_reference), Known(_sha256));

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        _on = Today;
        if (Act is OversightAct.Appoint)
        {
            var self = (await CurrentActor.GetAsync()).User;
            _people = [.. (await Get.PeopleAsync(CancellationToken.None)).Where(p => p.Id != self)];
        }
    }

    private static string? Known(string text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private async Task SubmitAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            var outcome = await RunAsync(await CurrentActor.GetAsync());
            _errors = new FormErrors(outcome.Refusal, s_fields);
            if (outcome.IsDone)
            {
                await OnDone.InvokeAsync();
            }
        }
        finally
        {
            _busy = false;
        }
    }

    private Task<Result<string>> RunAsync(Actor actor) =>
        Act switch
        {
            OversightAct.Appoint => Appoint.RunAsync(actor, new(System, _person, _authority, _on, _until), CancellationToken.None),
            OversightAct.Train => Train.RunAsync(
                actor,
                new(System, Overseer!.Id, _what, _on, _until, _trainer, Proof),
                CancellationToken.None
            ),
            OversightAct.End => End.RunAsync(actor, System, Overseer!.Id, _reason, CancellationToken.None),
            OversightAct.Test => Record.RunAsync(
                actor,
                new(System, TestedAt, _result, _what, _seconds, _until, Proof),
                CancellationToken.None
            ),
            OversightAct.Decline => Decide.RunAsync(actor, new(System, Test!.Id, "decline", _reason), CancellationToken.None),
        };

    // A day is all that people know of an earlier test.
    private DateTimeOffset? TestedAt => _on is { } day && day != Today ? Clock.Of(day, Zone) : null;
}
