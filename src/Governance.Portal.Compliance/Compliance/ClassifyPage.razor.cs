using Governance.Domain;
using Governance.Domain.Compliance;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Components.Toasts;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Pages;
using Governance.Portal.Kernel.Reference;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Compliance.Compliance;

/// <summary>The questionnaire of a system, one question at a time, with what the answers say so far beside it.</summary>
public sealed partial class ClassifyPage(
    ReadCompliance read,
    LawLibrary laws,
    StartAssessment start,
    AnswerQuestions answer,
    SubmitAssessment submit,
    SignAssessment sign,
    WithdrawAssessment withdraw,
    CompareTexts compare,
    ToastService toasts
)
{
    private AiSystem? _system;
    private Assessment? _assessment;
    private Classification? _result;
    private TextComparison? _compared;
    private IReadOnlyDictionary<string, GivenAnswer> _given = new Dictionary<string, GivenAnswer>(StringComparer.Ordinal);
    private Refusal? _refusal;
    private Refusal? _failed;
    private string? _reason;
    private bool _busy;

    [Parameter]
    public string Id { get; set; } = "";

    /// <summary>The question to answer again.</summary>
    [SupplyParameterFromQuery]
    private string? Question { get; set; }

    /// <summary>The text of the law to compare with.</summary>
    [SupplyParameterFromQuery(Name = "law")]
    private string? LawId { get; set; }

    protected override IReadOnlyList<string> Subjects => [Id];

    private Law Law => laws.Current;

    private IEnumerable<Law> Others => laws.Texts.Skip(1);

    private bool Writable => _assessment?.State is AssessmentState.Open && May(Permission.WriteCompliance);

    private Crumb[] Trail =>
        [
            new("Compliance", ComplianceAddresses.Systems),
            new("AI systems", ComplianceAddresses.Systems),
            Crumb.Named(_system?.Name ?? Id, $"{ComplianceAddresses.Systems}/{Id}"),
        ];

    private IEnumerable<string> Reviews => _result?.Flags.Where(f => Law.Flags.TryGetValue(f, out var flag) && flag.Kind == "review") ?? [];

    private LawQuestion? Asked =>
        !Writable ? null
        : Question is { } wanted && _result!.Route.Any(s => s.Question == wanted) ? Law.Questions[wanted]
        : _result!.Next is { } next ? Law.Questions[next]
        : null;

    // How many there will be depends on the answers: how far one has come does not.
    private string Progress(LawQuestion asked) =>
        T["{0} · {1} answered", T.Word(ComplianceLabels.Stage(asked.Stage)), Formats.Count(_result!.Route.Count)];

    // The question before it on the way here; null before the first.
    private string? BackHref(LawQuestion asked)
    {
        var before = _result!.Route.TakeWhile(s => s.Question != asked.Id).LastOrDefault();
        return before is null ? null : $"{ComplianceAddresses.Classify(_system!.Id)}?question={before.Question}";
    }

    // What is signed is no longer on the way.
    private string Standing => _assessment is { Counts: true } ? "Summary" : "So far";

    protected override async Task LoadAsync()
    {
        if (!DisplayId.TryParse<SystemId>(Id, out var id))
        {
            _refusal = SystemRefusals.NotFound;
            return;
        }

        var found = await read.SystemAsync(id, Gone);
        (_refusal, _system) = (found.Refusal, found.IsDone ? found.Value : null);
        if (_system is null)
        {
            return;
        }

        var all = await read.OfSystemAsync(id, 20, Gone);
        _assessment = all.FirstOrDefault(a => a.IsLive) ?? all.FirstOrDefault(a => a.Counts);
        _given = _assessment?.Given() ?? new Dictionary<string, GivenAnswer>(StringComparer.Ordinal);
        _result = _assessment is null ? null : read.Judge(_assessment);
        _compared =
            _assessment is not null && laws.Find(LawId) is { } other && other != Law && compare.Of(_given, other) is { IsDone: true } done
                ? done.Value
                : null;
    }

    private string Label(LawQuestion question, string value) =>
        question.Answer(value)?.Label is { } label ? label
        : Law.Subpoints.TryGetValue(value, out var point) ? $"{T.Word(point.Title)} ({T.Word(point.Ref)})"
        : DateOnly.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out var day) ? ComplianceLabels.Day(day)
        : value;

    private static string From(bool listed, DateOnly? from) =>
        !listed ? "Not listed"
        : from is { } day ? ComplianceLabels.Day(day)
        : "Suspended";

    private static string Dated(Classification result, string id) =>
        result.ClassDates[id] is { } day
            ? T["{0} from {1}", T.Word(ComplianceLabels.Class(id)), ComplianceLabels.Day(day)]
            : T.Word(ComplianceLabels.Class(id));

    private Task StartAsync() =>
        DoAsync(
            actor =>
                start.RunAsync(actor, _system!.Id, new Dictionary<string, AnswerChange>(StringComparer.Ordinal), CancellationToken.None),
            null
        );

    private async Task AnswerAsync((GivenAnswer Answer, string? Reason) given)
    {
        var question = Asked!.Id;
        var changes = new Dictionary<string, AnswerChange>(StringComparer.Ordinal) { [question] = new(given.Answer, given.Reason) };
        await DoAsync(
            actor => answer.RunAsync(actor, _assessment!.Id, changes, ETags.Of(_assessment.Revision), CancellationToken.None),
            null
        );
        if (_failed is null && Question is not null)
        {
            Navigation.NavigateTo(ComplianceAddresses.Classify(_system!.Id));
        }
    }

    private Task SubmitAsync() =>
        DoAsync(actor => submit.RunAsync(actor, _assessment!.Id, CancellationToken.None), $"Submitted for signature.");

    private Task SignAsync() =>
        DoAsync(
            actor => sign.RunAsync(actor, _assessment!.Id, _assessment.ResultSha256, CancellationToken.None),
            $"Classification signed."
        );

    private Task ReturnAsync() =>
        DoAsync(actor => sign.ReturnAsync(actor, _assessment!.Id, _reason, CancellationToken.None), $"Returned to its authors.");

    private Task WithdrawAsync() =>
        DoAsync(actor => withdraw.RunAsync(actor, _assessment!.Id, CancellationToken.None), $"Assessment withdrawn.");

    private async Task DoAsync(Func<Actor, Task<Result<AssessmentId>>> act, Sentence? said)
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        var outcome = await act(Actor);
        _busy = false;
        _failed = outcome.Refusal;
        if (outcome.IsDone)
        {
            if (said is not null)
            {
                toasts.Show(said);
            }

            await ReloadAsync();
        }
    }
}
