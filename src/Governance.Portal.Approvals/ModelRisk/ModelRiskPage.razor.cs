using Governance.Domain;
using Governance.Domain.ModelRisk;
using Governance.Localisation;
using Governance.Portal.Kernel.Components;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>Tier, validations with their findings, changes and overlays of a model.</summary>
public sealed partial class ModelRiskPage
{
    private ModelRiskRecord? _record;
    private (ModelRiskDialog.Form Kind, string? Subject)? _form;
    private ValidationView? _signing;
    private Sentence? _refusal;
    private bool _tiering;

    /// <summary>The model.</summary>
    [Parameter]
    public string Model { get; set; } = "";

    private string Named => _record?.DisplayName ?? Model;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Subjects => [Model];

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        _record = await Read.OfAsync(Model, Gone);
        if (_record is null)
        {
            Navigation.NotFound();
        }
    }

    private static string StillOpen(ModelRiskRecord record) =>
        Formats.Plural(record.Findings.Count(f => f.State is FindingState.Open), "finding still open", "findings still open");

    private static string Proposed(TierView waiting) =>
        T[
            "{0} proposed {1} although the answers give {2}: {3}",
            waiting.By,
            T.Word(ModelRiskLabels.Of(waiting.Tier)),
            T.Word(ModelRiskLabels.Of(waiting.Computed)),
            waiting.OverrideReason ?? ""
        ];

    private static string Said(OverlayView overlay) =>
        overlay.EndReason
        ?? (overlay.ApprovedBy is { } by ? T["Approved by {0}", Whole(by)] : T["Proposed by {0}", Whole(overlay.ProposedBy)]);

    // A name goes to the next line as one.
    private static string Whole(string name) => name.Replace(' ', '\u00A0');

    // What was declined or waits moved nothing.
    private static string Moved(FindingExtensionView extension)
    {
        var day = T.Recorded(Shapes.In(extension.DueOn, "d MMM yyyy"));
        var before = T.Recorded(Shapes.In(extension.Before, "d MMM yyyy"));
        var reason = Given(extension.Reason);
        return extension.State switch
        {
            ExtensionState.Asked => T["{0} requests {1}: {2}", extension.By, day, reason],
            ExtensionState.Declined => T["{0} declined {1}, requested by {2}: {3}", extension.DecidedBy, day, extension.By, reason],
            _ when extension.DecidedBy is { } second => T[
                "Moved from {0} by {1}, confirmed by {2}: {3}",
                before,
                extension.By,
                second,
                reason
            ],
            _ => T["Moved from {0} by {1}: {2}", before, extension.By, reason],
        };
    }

    private static string Against(ModelChangeView change) =>
        change.Against is { } against ? T["compared with {0}", against] : T["No version runs in production"];

    private static string Given(string? text) => text ?? T["This text was erased."];

    private void Open(ModelRiskDialog.Form kind, string? subject = null) => _form = (kind, subject);

    private async Task ClosedAsync(bool done)
    {
        (_tiering, _form, _signing, _refusal) = (false, null, null, null);
        if (done)
        {
            await ReloadAsync();
        }
    }

    private async Task DecideAsync(TierView tier, bool confirm) =>
        await DoneAsync((await Decide.RunAsync(await CurrentActor.GetAsync(), Model, tier.Id, confirm, CancellationToken.None)).Refusal);

    private async Task DecideDayAsync(FindingView finding, bool confirm) =>
        await DoneAsync(
            (await DecideDay.RunAsync(await CurrentActor.GetAsync(), Model, finding.Id, confirm, CancellationToken.None)).Refusal
        );

    private async Task CancelAsync(ValidationView validation) =>
        await DoneAsync((await Cancel.RunAsync(await CurrentActor.GetAsync(), Model, validation.Id, CancellationToken.None)).Refusal);

    private async Task ApproveAsync(OverlayView overlay) =>
        await DoneAsync((await Approve.RunAsync(await CurrentActor.GetAsync(), Model, overlay.Id, CancellationToken.None)).Refusal);

    private async Task DoneAsync(Refusal? refusal)
    {
        _refusal = refusal?.Words;
        if (refusal is null)
        {
            Toasts.Show($"Saved.");
            await ReloadAsync();
        }
    }
}
