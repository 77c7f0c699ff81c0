using Governance.Domain;
using Governance.Domain.Incidents;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Components.Forms;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Components.Toasts;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Incidents.Playbooks;

/// <summary>One playbook: what is proposed, with the difference to what is in force; the editor of the next version; its history.</summary>
public sealed partial class PlaybookPage(
    ListPlaybooks list,
    PlaybookLibrary library,
    ProposePlaybook propose,
    WithdrawPlaybook withdraw,
    ToastService toasts
)
{
    private static readonly Crumb[] s_trail = [new("Incidents", "/incidents"), new("Playbooks", "/playbooks")];

    private PlaybookView? _view;
    private FormErrors _errors = new(null);
    private Sentence? _missing;
    private Sentence? _refusal;
    private Sentence? _problem;
    private string? _loaded;
    private string _text = "";
    private string _reason = "";
    private bool? _deciding;
    private string? _name;
    private bool _shipped;
    private bool _busy;

    /// <summary>Its id.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Subjects => [PlaybookEvents.List];

    private PlaybookVersionView? Open => _view?.Versions.FirstOrDefault(v => v.State is PlaybookState.Proposed);

    private string Subtitle =>
        _view?.InForce is { } playbook
            ? T["Version {0} applies to newly opened incidents.", playbook.Version]
            : "It applies to incidents only after its first version has been approved.";

    private string Diff => T["Differences in {0}", Id];

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        var found = await list.GetAsync(Id, Gone);
        (_view, _missing) = (found.IsDone ? found.Value : null, found.Refusal?.Words);
        _name = _view?.InForce is { } inForce ? library.Named(inForce) : null;
        _shipped = library.ShippedText(Id) is not null;
        // What someone is writing stays, until another text is in force.
        if (_view?.Sha256 is { } digest && digest != _loaded)
        {
            (_loaded, _text, _problem) = (digest, Next(_view), null);
        }
    }

    private static string Version(PlaybookVersionView version) => T["Version {0}", version.Version];

    private static Tone ToneOf(PlaybookState state) =>
        state switch
        {
            PlaybookState.Approved => Tone.Pass,
            PlaybookState.Proposed => Tone.Warn,
            PlaybookState.Rejected => Tone.Fail,
            _ => Tone.Idle,
        };

    // The text in force with the number of the next version: what most proposals begin with.
    private static string Next(PlaybookView view) =>
        view.InForce is { } playbook
            ? view.Text!.Replace($"\nversion: {playbook.Version}\n", $"\nversion: {playbook.Version + 1}\n", StringComparison.Ordinal)
            : view.Text ?? "";

    private void Typed(ChangeEventArgs e)
    {
        _text = e.Value as string ?? "";
        _problem = PlaybookLibrary.Read(_text).Refusal?.Words;
    }

    private async Task ProposeAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            var proposed = await propose.RunAsync(Actor, _text, _reason, CancellationToken.None);
            _errors = new FormErrors(proposed.Refusal, ("playbook", "playbook-text"), ("reason", "playbook-reason"));
            (_problem, _refusal) = (_errors["playbook"], _errors.General);
            if (proposed.IsDone)
            {
                _reason = "";
                toasts.Show($"Playbook proposed.");
                await ReloadAsync();
            }
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task WithdrawAsync()
    {
        _refusal = (await withdraw.RunAsync(Actor, Open!.Id, CancellationToken.None)).Refusal?.Words;
        await ReloadAsync();
    }

    private async Task DoneAsync()
    {
        (_deciding, _refusal) = (null, null);
        toasts.Show($"Decision on the playbook recorded.");
        await ReloadAsync();
    }
}
