using Governance.Domain;
using Governance.Domain.Explanations;
using Governance.Domain.Identity;
using Governance.Domain.Reports;
using Governance.Portal.Kernel.Components.Forms;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Components.Toasts;
using Governance.Portal.Kernel.Pages;
using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Compliance.Explanations;

/// <summary>One request: what is on record of the decision, the explanation with its editor, and the steps to an answer.</summary>
public sealed partial class ExplanationPage(ListExplanations list, DraftExplanation draft, ReviewExplanation review, ToastService toasts)
{
    private static readonly Crumb[] s_trail =
    [
        new("Compliance", ComplianceAddresses.Systems),
        new("Explanation requests", ComplianceAddresses.Explanations),
    ];

    private ExplanationRequestView? _view;
    private ExplanationFacts? _facts;
    private ReportId? _letter;
    private FormErrors _errors = new(null);
    private ExplanationAct? _act;
    private Sentence? _missing;
    private Sentence? _refusal;
    private string? _shown;
    private string _text = "";
    private bool _busy;

    /// <summary>Its id.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Subjects => [Id];

    private bool IsOpen => _view?.State is ExplanationState.Received or ExplanationState.Drafted or ExplanationState.Reviewed;

    // What comes next stands at the head of the page; writing is the next step only while nothing else is.
    private bool HasNextStep =>
        _view?.State switch
        {
            ExplanationState.Drafted => May(Permission.ReviewExplanations),
            ExplanationState.Reviewed => May(Permission.WriteExplanations),
            _ => false,
        };

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        var found = DisplayId.TryParse<ExplanationRequestId>(Id, out var id) ? await list.WithFactsAsync(id, Gone) : null;
        (_view, _facts, _missing) = (found?.View, found?.Facts, found is null ? ExplanationRefusals.NotFound.Words : null);
        if (_view is null)
        {
            return;
        }

        _letter = await list.LetterAsync(_view, Gone);
        // What someone is writing stays, until another text is stored.
        if (_view.TextSha256 != _shown)
        {
            (_shown, _text) = (_view.TextSha256, _view.Text ?? "");
        }
    }

    private Task MakeAsync(string language) => DraftAsync(null, language);

    private Task SaveAsync() => DraftAsync(_text, null);

    private async Task DraftAsync(string? text, string? language)
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            var written = await draft.RunAsync(Actor, _view!.Id, text, language, CancellationToken.None);
            _errors = new FormErrors(written.Refusal, ("text", "explanation-text"));
            _refusal = _errors.General;
            if (written.IsDone)
            {
                toasts.Show($"Explanation saved.");
                await ReloadAsync();
            }
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task ApproveAsync()
    {
        var approved = await review.RunAsync(Actor, new(_view!.Id, "approve", _view.TextSha256, null), CancellationToken.None);
        _refusal = approved.Refusal?.Words;
        if (approved.IsDone)
        {
            toasts.Show($"Explanation approved.");
        }

        await ReloadAsync();
    }

    private async Task DoneAsync()
    {
        (_act, _refusal) = (null, null);
        await ReloadAsync();
    }
}
