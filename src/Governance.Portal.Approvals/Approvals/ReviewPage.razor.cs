using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Portal.Approvals.Overrides;
using Governance.Portal.Kernel.Components.Dialogs;
using Governance.Portal.Kernel.Components.Panels;
using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>One request with everything a decision needs in view. It follows what others do while it is open.</summary>
public sealed partial class ReviewPage
{
    private ReviewView? _review;
    private IReadOnlyList<TabItem> _tabs = [];
    private IReadOnlyList<(SignOffRole Role, SignOffStatus Status)> _live = [];
    private Dialog _dialog;
    private OverrideStep _step;
    private SignOffRole? _slot;
    private RuleView? _waived;
    private SignOffRole? _focus;
    private SignOffsCard? _signOffs;
    private string? _shown;

    private enum Dialog
    {
        None,
        Sign,
        RequestChanges,
        Revoke,
        Withdraw,
        Override,
        Waiver,
    }

    /// <summary>The request, from the address.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    [SupplyParameterFromQuery(Name = "tab")]
    private string? Tab { get; set; }

    [SupplyParameterFromQuery(Name = "diff")]
    private string? Diff { get; set; }

    private string Selected => Tab is "files" or "conversation" or "custody" ? Tab : "review";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Subjects => DisplayId.TryParse<PromotionId>(Id, out var id) ? [id.ToString()] : [];

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_review is not null && OpenedBy.Take(Navigation) is { } asked && _review.MySlot is not null)
        {
            Open(
                asked is "sign" ? Dialog.Sign
                : asked is "changes" ? Dialog.RequestChanges
                : Dialog.None
            );
            StateHasChanged();
        }

        if (_focus is { } slot && _signOffs is { } card)
        {
            _focus = null;
            await card.FocusAsync(slot);
        }
    }

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        if (_shown != Id)
        {
            (_shown, _review, _dialog) = (Id, null, Dialog.None);
        }

        if (!DisplayId.TryParse<PromotionId>(Id, out var id))
        {
            Navigation.NotFound();
            return;
        }

        var outcome = await Read.RunAsync(await CurrentActor.GetAsync(), id, Gone);
        if (outcome.Refusal is { } refusal)
        {
            if (refusal.Kind is RefusalKind.NotFound)
            {
                Navigation.NotFound();
                return;
            }

            // The session or the role ended while the page was open.
            Navigation.Refresh(forceReload: true);
            return;
        }

        _review = outcome.Value;
        var promotion = _review.Promotion;
        _live =
        [
            .. promotion.SignOffs.Where(s => s.Status is not (SignOffStatus.Void or SignOffStatus.Revoked)).Select(s => (s.Role, s.Status)),
        ];
        _tabs =
        [
            new TabItem("review", "Review", Href(null)),
            new TabItem("files", "Files and evidence", Href("files"), _review.Evidence.Count + 1),
            new TabItem("conversation", "Conversation", Href("conversation"), _review.Comments),
            new TabItem("custody", "Chain of custody", Href("custody"), promotion.History.Count),
        ];
    }

    private string Href(string? tab) => tab is null ? $"/approvals/{Id}" : $"/approvals/{Id}?tab={tab}";

    private void Open(Dialog dialog) => (_dialog, _slot) = (dialog, _review?.MySlot);

    private void Open(OverrideStep step) => (_dialog, _step) = (Dialog.Override, step);

    private void Waive(RuleView rule) => (_dialog, _waived) = (Dialog.Waiver, rule);

    private async Task WaiverAskedAsync()
    {
        _dialog = Dialog.None;
        Toasts.Show($"Waiver requested. Someone else has to grant it.");
        await LoadAsync();
    }

    private void Close() => _dialog = Dialog.None;

    private async Task OverriddenAsync()
    {
        _dialog = Dialog.None;
        Toasts.Show(
            _step switch
            {
                OverrideStep.Ask => (Sentence)$"Emergency override requested. A second person has to confirm it.",
                OverrideStep.Confirm => $"Emergency override in force.",
                OverrideStep.End => $"Emergency override ended.",
                OverrideStep.Review => $"Review closed.",
            }
        );
        await LoadAsync();
    }

    private async Task SignedAsync(Signed signed)
    {
        _dialog = Dialog.None;
        _focus = _slot;
        Toasts.Show($"Signed. Log entry {signed.LogIndex}.");
        await LoadAsync();
    }

    private async Task RevokedAsync()
    {
        _dialog = Dialog.None;
        _focus = _review?.MySignOff?.Role;
        Toasts.Show($"Signature revoked.");
        await LoadAsync();
    }
}
