using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>The dialog in which a slot is decided. What it shows is what it sends: the digest is kept from the moment it opened.</summary>
public sealed partial class SignDialog
{
    private static readonly (SignOffDecision Decision, string Consequence)[] s_choices =
    [
        (SignOffDecision.Approve, "I have reviewed the gates, the evidence and the changes compared with production."),
        (SignOffDecision.ApproveWithCondition, "State the condition and when it must be met."),
        (SignOffDecision.RequestChanges, "Say what must change. Other signatures stay until the request changes."),
        (SignOffDecision.Reject, "A reason is required. The request will be closed."),
    ];

    private readonly CancellationTokenSource _gone = new();
    private readonly Dictionary<SignOffDecision, ElementReference> _radios = [];
    private readonly (SignOffDecision Decision, string Consequence)[] _choices = s_choices;
    private ElementReference _conditionBox;
    private ElementReference _reasonBox;
    private Reauthenticate _who = null!;
    private SignOffDecision? _decision;
    private ReviewView _shown = null!; // set before the first rendering
    private string _condition = "";
    private string _reason = "";
    private string _comment = "";
    private string? _missing;
    private Sentence? _refusal;
    private string? _changedAt;
    private bool _blocked;
    private bool _busy;
    private bool _asking;
    private bool _ready;
    private bool _mayAdd;
    private Sentence? _noPasskey;

    [Parameter, EditorRequired]
    public ReviewView Review { get; set; } = null!;

    /// <summary>The slot to be decided.</summary>
    [Parameter, EditorRequired]
    public SignOffRole Slot { get; set; }

    /// <summary>A decision chosen by the way the dialog was opened; never an approval.</summary>
    [Parameter]
    public SignOffDecision? Preselected { get; set; }

    [Parameter, EditorRequired]
    public EventCallback OnClose { get; set; }

    [Parameter, EditorRequired]
    public EventCallback<Signed> OnSigned { get; set; }

    [CascadingParameter(Name = "TimeZone")]
    public TimeZoneInfo? Zone { get; set; }

    private string As =>
        _shown.MySlotFor is { } by
            ? T[
                "As {0}, {1}, for {2}. Your name and role, the method, the time and this digest are recorded.",
                _shown.MyName,
                T.Word(SignOffMeaning.Slot(Slot)),
                by.Name
            ]
            : T[
                "As {0}, {1}. Your name and role, the method, the time and this digest are recorded.",
                _shown.MyName,
                T.Word(SignOffMeaning.Slot(Slot))
            ];

    private string Action =>
        _decision switch
        {
            SignOffDecision.ApproveWithCondition => "Sign with condition",
            SignOffDecision.RequestChanges => "Sign change request",
            SignOffDecision.Reject => "Sign rejection",
            SignOffDecision.Approve or null => "Sign approval",
        };

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _shown = Review;
        _decision = Preselected;
    }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        _blocked = Review.Promotion.Gate.Results.Any(r => r.Blocks());
        // Someone changed a fact while the dialog was open: it says so, and goes on showing what it showed.
        if (_changedAt is null && Review.Promotion.BundleDigest != _shown.Promotion.BundleDigest)
        {
            _changedAt = TimeZoneInfo
                .ConvertTime(Clock.GetLocalNow(), Zone ?? Clock.LocalTimeZone)
                .ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        try
        {
            _noPasskey = await Browser.WhyNotAsync(_gone.Token);
            if (_noPasskey is null && !await Ways.HasPasskeyAsync(await Actor.GetAsync(), _gone.Token))
            {
                (_noPasskey, _mayAdd) = ($"Your account has no passkey.", true);
            }

            _ready = true;
            StateHasChanged();
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // The dialog was closed before it was ready.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    private void Choose(SignOffDecision decision)
    {
        _decision = decision;
        _missing = null;
    }

    private async Task AskToCloseAsync()
    {
        if (_condition.Length + _reason.Length + _comment.Length > 0 && !_asking)
        {
            _asking = true;
            return;
        }

        await OnClose.InvokeAsync();
    }

    private Task SubmitAsync() =>
        RunAsync(
            passkey: false,
            async (_, command) =>
            {
                var act = ReauthenticationService.Binding(command.Promotion, Slot, _decision!.Value, _shown.Promotion.BundleDigest);
                if (await _who.ProveAsync(act, CancellationToken.None) is not { } proven)
                {
                    return null;
                }

                return proven.IsDone ? command with { Proof = proven.Value.Proof } : proven.Refusal;
            }
        );

    private Task UsePasskeyAsync() =>
        RunAsync(
            passkey: true,
            async (actor, command) =>
            {
                var prepared = await Prepare.RunAsync(actor, command, Browser.Site, CancellationToken.None);
                if (!prepared.IsDone)
                {
                    return prepared.Refusal;
                }

                var answer = await Browser.AnswerAsync(prepared.Value.PublicKey, _gone.Token);
                return answer.Problem is { } problem
                    ? new Refusal("passkey.not-used", Sentence.Ours(problem), RefusalKind.Unauthenticated)
                    : command with
                    {
                        Passkey = new(prepared.Value.Draft, PasskeyAssertion.Read(answer.Credential)),
                    };
            }
        );

    // Both ways differ only in how the signer confirms who they are.
    private async Task RunAsync(bool passkey, Func<Actor, SignPromotion.Command, Task<Result<SignPromotion.Command>?>> confirm)
    {
        if (_busy || (passkey && !_ready) || await MissingAsync())
        {
            return;
        }

        _busy = true;
        _refusal = null;
        try
        {
            var decision = _decision!.Value;
            var actor = await Actor.GetAsync();
            var asked = await confirm(
                actor,
                new(
                    Review.Promotion.Id,
                    WireName.Of(Slot),
                    WireName.Of(decision),
                    decision is SignOffDecision.RequestChanges or SignOffDecision.Reject ? _reason
                        : string.IsNullOrWhiteSpace(_comment) ? null
                        : _comment,
                    decision is SignOffDecision.ApproveWithCondition ? _condition : null,
                    _shown.Promotion.BundleDigest,
                    Proof: null,
                    _shown.MySlotFor?.Delegation
                )
            );
            if (asked is not { } confirmed)
            {
                return;
            }

            var outcome = confirmed.IsDone ? await Sign.RunAsync(actor, confirmed.Value, CancellationToken.None) : confirmed.Refusal;
            if (outcome.Refusal is { } refusal)
            {
                await RefusedAsync(refusal, passkey);
                return;
            }

            await OnSigned.InvokeAsync(outcome.Value);
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The dialog was closed while the browser waited for the passkey: nothing was signed.
        }
        finally
        {
            _busy = false;
        }
    }

    // A confirmation serves one attempt, so the password is asked for again.
    private async Task RefusedAsync(Refusal refusal, bool passkey)
    {
        _refusal = refusal.First;
        _who.Forget();
        if (!passkey)
        {
            await _who.FocusAsync();
        }
    }

    private async Task<bool> MissingAsync()
    {
        _missing = _decision switch
        {
            null => "meaning",
            SignOffDecision.ApproveWithCondition when string.IsNullOrWhiteSpace(_condition) => "condition",
            SignOffDecision.RequestChanges or SignOffDecision.Reject when string.IsNullOrWhiteSpace(_reason) => "reason",
            _ => null,
        };
        var field = _missing switch
        {
            "meaning" => _radios[_blocked ? SignOffDecision.RequestChanges : SignOffDecision.Approve],
            "condition" => _conditionBox,
            "reason" => _reasonBox,
            _ => (ElementReference?)null,
        };
        if (field is { } box)
        {
            await box.FocusAsync();
        }

        return _missing is not null;
    }
}
