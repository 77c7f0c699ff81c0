using Governance.Domain;
using Governance.Domain.Training;
using Governance.Portal.Kernel.Components.Toasts;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Approvals.Training;

/// <summary>One request to train. Knows no rule: it sends the answer and shows what came back.</summary>
public sealed partial class TrainingPermitPage(ReadTraining read, AnswerTraining answer, ToastService toasts)
{
    private TrainingView? _permit;
    private Reauthenticate? _who;
    private Sentence? _missing;
    private Sentence? _error;
    private Sentence? _reasonError;
    private string _reason = "";
    private bool _busy;

    /// <summary>The request.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Subjects => [Id];

    private string? Busy => _busy ? "true" : null;

    /// <summary>Where a request is.</summary>
    public static string Of(TrainingPermitId id) => $"{TrainingPage.Address}/{id}";

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        var found = await read.GetAsync(Id, Actor, Gone);
        (_permit, _missing) = (found.IsDone ? found.Value : null, found.Refusal?.Words);
    }

    private async Task AnswerAsync(string outcome)
    {
        if (_busy || _permit is not { } permit)
        {
            return;
        }

        (_busy, _error, _reasonError) = (true, null, null);
        try
        {
            if (await _who!.ProveAsync(AnswerTraining.Binding(permit.Id, outcome), CancellationToken.None) is not { } proven)
            {
                return;
            }

            if (proven.Refusal is { } unproven)
            {
                _error = unproven.Words;
                return;
            }

            // Not ended when the page is left: what was decided is done.
            var given = await answer.RunAsync(
                proven.Value,
                new(permit.Id.ToString(), outcome, _reason, proven.Value.Proof),
                CancellationToken.None
            );
            if (given.Refusal is { } refusal)
            {
                _reasonError = refusal.Of("reason");
                _error = _reasonError is null ? refusal.Words : null;
                return;
            }

            toasts.Show(outcome == "allow" ? (Sentence)$"{permit.Id} was allowed." : $"{permit.Id} was refused.");
            await ReloadAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
