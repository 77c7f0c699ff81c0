using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components.Forms;
using Governance.Portal.Kernel.Contracts;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Retirements.Parts;

/// <summary>The dialog's state, and what it sends.</summary>
public sealed partial class RetirementDialog
{
    private static readonly ChoiceKind[] s_people = [ChoiceKind.Person];

    private static readonly (string, string)[] s_fields =
    [
        ("to", "retirement-to"),
        ("system", "retirement-system"),
        ("owner", "retirement-owner"),
        ("until", "retirement-until"),
        ("end", "retirement-until"),
        ("dueAt", "retirement-until"),
        ("plannedAt", "retirement-until"),
        ("words", "retirement-words"),
        ("reason", "retirement-words"),
        ("note", "retirement-words"),
        ("basis", "retirement-words"),
        ("evidence", "retirement-evidence"),
        ("dependants", "retirement-which"),
        ("keys", "retirement-which"),
        ("items", "retirement-which"),
        ("choice", "retirement-which"),
    ];

    private readonly HashSet<string> _chosen = new(StringComparer.Ordinal);
    private FormErrors _errors = new(null);
    private string _choice = "";
    private string _to = "";
    private string _words = "";
    private string _evidence = "";
    private DateOnly? _until;
    private bool _busy;

    /// <summary>The retirement.</summary>
    [Parameter, EditorRequired]
    public RetirementView Retirement { get; set; } = null!;

    /// <summary>What is done.</summary>
    [Parameter, EditorRequired]
    public RetirementChoice Choice { get; set; } = null!;

    /// <summary>Closed without doing it.</summary>
    [Parameter, EditorRequired]
    public EventCallback OnClose { get; set; }

    /// <summary>Done.</summary>
    [Parameter, EditorRequired]
    public EventCallback OnDone { get; set; }

    /// <summary>The zone of the reader: a day is theirs, as every time that the page shows.</summary>
    [CascadingParameter(Name = "TimeZone")]
    public TimeZoneInfo? Zone { get; set; }

    private RetirementDo What => Choice.What;

    private RetirementTaskView? Item => Retirement.Tasks.FirstOrDefault(t => t.Number == Choice.Task);

    private string Served => string.Join(", ", Retirement.Versions.Select(v => $"{v.Model} {v.Version}"));

    private IReadOnlyList<(string Key, string Name)> Options =>
        What switch
        {
            RetirementDo.Decide =>
            [
                .. Retirement
                    .Dependants.Where(d => d is { Decides: true, Decision: null })
                    .Select(d => ($"{WireName.Of(d.Kind)} {d.Id}", $"{d.Name} ({d.Source})")),
            ],
            RetirementDo.Keys =>
            [
                .. Retirement
                    .Keys.Where(k => k is { Revoked: null })
                    .Select(k => (k.Key, $"{k.Name} ({k.Key}){(k.Elsewhere ? ", also used for other purposes" : "")}")),
            ],
            RetirementDo.Data =>
            [
                .. Retirement
                    .Data.Where(d => d is { Choice: null })
                    .Select(d => ($"{d.Kind} {d.Id}", d.Held is { } held ? T["{0}, preserved for {1}", d.Name, held] : d.Name)),
            ],
            _ => [],
        };

    private IReadOnlyList<(string Value, string Name, string About)> Choices =>
        What switch
        {
            RetirementDo.Decide =>
            [
                ("migrated", "Migrated", "It no longer depends on what is retired."),
                ("accepted", "Accepted", "It stays as it is. Give the reason."),
            ],
            RetirementDo.Keys =>
            [
                ("revoke", "Revoke", "They stop working immediately."),
                ("keep", "Keep", "They are still needed. Give the reason."),
            ],
            RetirementDo.Data =>
            [
                ("keep", "Keep", "Until a set day, on a stated legal basis."),
                ("delete", "Delete", "Its content is deleted after closure. Digests and proofs remain."),
                ("hand-over", "Hand over", "Someone else is responsible for it from now on."),
            ],
            _ => [],
        };

    private (string Title, string Action, string About, string Which, string Field, bool Optional) Words =>
        What switch
        {
            RetirementDo.Decide => (
                "Decide on dependent items",
                "Record decision",
                "Dependent items are migrated, or accepted with a reason.",
                "Dependent items",
                "Reason",
                false
            ),
            RetirementDo.Finish => (Item?.Title ?? "Task", "Mark as done", Item?.What ?? "", "", "What was done", false),
            RetirementDo.Assign => ("Assign task", "Assign", Item?.Title ?? "", "", "", true),
            RetirementDo.Stop => (
                "Stop traffic",
                "Stop traffic",
                T["Live permits of {0} end at once, and further deployments are blocked.", Served],
                "",
                "What was done",
                true
            ),
            RetirementDo.Confirm => (
                "Confirm that traffic has stopped",
                "Record confirmation",
                "Name the system that served it and the evidence that traffic has stopped. A serving system confirms it through the API.",
                "",
                "What you saw",
                true
            ),
            RetirementDo.Keys => (
                "Decide on API keys",
                "Record decision",
                "Keys used with the versions being retired, according to the log. Each revocation is logged separately.",
                "Keys",
                "Reason",
                _choice != "keep"
            ),
            RetirementDo.Data => (
                "Decide on data",
                "Record decision",
                "Evidence preserved for an open incident is not deleted.",
                "Data",
                _choice == "hand-over" ? "Who takes over" : "Legal basis or reason",
                false
            ),
            RetirementDo.Retention => (
                "Set retention",
                "Set retention",
                Retirement.RetentionLeast is { } least
                    ? T[
                        "{0} requires retention until at least {1}, counted from {2}.",
                        Retirement.RetentionReference,
                        Day(least),
                        Day(Retirement.RetentionFrom!.Value)
                    ]
                    : "The law sets no retention period for these documents. Enter the one required by internal rules.",
                "",
                "Legal basis or reason",
                false
            ),
            RetirementDo.Sign => (
                "Request signatures",
                "Request signatures",
                "The closing statement becomes final and the requests to retire are opened. The requester does not sign.",
                "",
                "",
                true
            ),
            RetirementDo.Close => ("Close retirement", "Close retirement", "Its versions are retired and no work is left.", "", "", true),
            RetirementDo.Reopen => ("Reopen the plan", "Reopen", "Signatures given so far become void.", "", "Reason", false),
            _ => (
                "Cancel retirement",
                "Cancel retirement",
                "Deployments are allowed again unless something else blocks them.",
                "",
                "Reason",
                false
            ),
        };

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _choice = Choices.Count > 0 ? Choices[0].Value : "";
        _until = What switch
        {
            RetirementDo.Assign => Item is { } task ? TimeZoneInfo.ConvertTime(task.DueAt, ReaderZone).Day() : null,
            RetirementDo.Data or RetirementDo.Retention => (Retirement.RetentionUntil ?? Retirement.RetentionLeast) is { } end
                ? FirstFrom(end)
                : null,
            _ => null,
        };
        _to =
            What is RetirementDo.Assign ? Item?.Owner ?? ""
            : What is RetirementDo.Decide ? Retirement.Successor ?? ""
            : "";
        _words =
            What is RetirementDo.Data or RetirementDo.Retention && Retirement.RetentionLeast is not null
                ? Retirement.RetentionReference
                : "";
        // Where one thing only is there to decide upon, it is chosen.
        if (Options.Count == 1)
        {
            _chosen.Add(Options[0].Key);
        }
    }

    private TimeZoneInfo ReaderZone => Zone ?? Clock.LocalTimeZone;

    private string Day(DateTimeOffset at) => RetirementText.Day(at, ReaderZone);

    // The first day that does not begin before.
    private DateOnly FirstFrom(DateTimeOffset end) =>
        TimeZoneInfo.ConvertTime(end, ReaderZone).Day() is var day && Clock.Of(day, Zone) < end ? day.AddDays(1) : day;

    private void Toggle(string key, bool chosen) => _ = chosen ? _chosen.Add(key) : _chosen.Remove(key);

    private async Task SubmitAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            _errors = new FormErrors(await RunAsync(await Actor.GetAsync()), s_fields);
            if (_errors.General is null && _errors.All.Count == 0)
            {
                await OnDone.InvokeAsync();
            }
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task<Refusal?> RunAsync(Actor actor)
    {
        var (id, match, never) = (Retirement.Id, ETags.Of(Retirement.Revision), CancellationToken.None);
        var pairs = _chosen.Where(c => Options.Any(o => o.Key == c)).Select(c => c.Split(' ', 2)).ToList();
        DateTimeOffset? until = _until is { } day ? Clock.Of(day, Zone) : null;
        return (
            What switch
            {
                RetirementDo.Decide => await Deciding.RunAsync(
                    actor,
                    id,
                    new([.. pairs.Select(p => new DecideDependants.Named(p[0], p[1]))], _choice, _to, _words),
                    match,
                    never
                ),
                RetirementDo.Finish => await Working.FinishAsync(actor, id, Choice.Task, _words, _evidence, match, never),
                RetirementDo.Assign => await Working.AssignAsync(actor, id, Choice.Task, _to, until, match, never),
                RetirementDo.Stop => await Stopping.RunAsync(actor, id, _words, match, never),
                RetirementDo.Confirm => await Confirming.RunAsync(actor, id, new("person", _to, _evidence, _words), match, never),
                RetirementDo.Keys => await Settling.RunAsync(
                    actor,
                    id,
                    [.. pairs.Select(p => p[0])],
                    _choice == "revoke",
                    _words,
                    match,
                    never
                ),
                RetirementDo.Data => await Disposing.RunAsync(
                    actor,
                    id,
                    new([.. pairs.Select(p => new DisposeData.Named(p[0], p[1]))], _choice, _choice == "keep" ? _until : null, _words),
                    match,
                    never
                ),
                RetirementDo.Retention => await Retaining.RunAsync(actor, id, until, _words, match, never),
                RetirementDo.Sign => await Asking.RunAsync(actor, id, match, never),
                RetirementDo.Close => await Closing.RunAsync(actor, id, match, never),
                RetirementDo.Reopen => await Changing.ReopenAsync(actor, id, _words, match, never),
                _ => await Changing.CancelAsync(actor, id, _words, match, never),
            }
        ).Refusal;
    }
}
