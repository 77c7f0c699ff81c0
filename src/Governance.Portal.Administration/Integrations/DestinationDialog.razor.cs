using Governance.Domain;
using Governance.Domain.Integrations;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Administration.Integrations;

/// <summary>Form of a destination.</summary>
public sealed partial class DestinationDialog(ChangeDestination change) : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private string? _name;
    private string? _address;
    private string _format = WireName.Of(EventFormat.Structured);
    private string? _actions;
    private string? _authority;
    private bool _names;
    private Reauthenticate? _who;
    private bool _busy;
    private Refusal? _refusal;

    /// <summary>The destination to change; null for a new one.</summary>
    [Parameter]
    public DestinationView? Of { get; set; }

    /// <summary>Called when it is closed without a change.</summary>
    [Parameter]
    public EventCallback OnClose { get; set; }

    /// <summary>Called when it was saved.</summary>
    [Parameter]
    public EventCallback<SavedDestination> OnSaved { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        if (Of is { } known)
        {
            (_name, _format, _actions, _names) = (
                known.Name,
                WireName.Of(known.Format),
                string.Join('\n', known.Actions),
                known.IncludeNames
            );
        }
    }

    private Sentence? ErrorOf(string field) => _refusal?.Of(field);

    private async Task SaveAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            if (
                _who is null
                || await _who.ProveAsync(
                    Of is null ? "integration.created" : "integration.changed",
                    Of?.Id.ToString() ?? "integration",
                    _gone.Token
                )
                    is not { } proven
            )
            {
                return;
            }

            if (!proven.IsDone)
            {
                _refusal = proven.Refusal;
                return;
            }

            var actor = proven.Value;
            IReadOnlyList<string> actions = (_actions ?? "").Split(
                ['\n', ','],
                StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
            );
            var authority = string.IsNullOrWhiteSpace(_authority) ? null : _authority;
            if (Of is null)
            {
                var made = await change.CreateAsync(
                    actor,
                    new DestinationBody(_name, _address, _format, actions, _names, authority),
                    _gone.Token
                );
                _refusal = made.Refusal;
                if (made.IsDone)
                {
                    await OnSaved.InvokeAsync(new SavedDestination(made.Value.Id, made.Value.Secret));
                }

                return;
            }

            var body = new DestinationChangeBody(
                new Patch<string>(_name),
                string.IsNullOrWhiteSpace(_address) ? default : new Patch<string>(_address),
                new Patch<string>(_format),
                new Patch<IReadOnlyList<string>>(actions),
                new Patch<bool?>(_names),
                authority is null ? default : new Patch<string>(authority)
            );
            var changed = await change.RunAsync(actor, Of.Id, body, ETags.Of(Of.Revision), _gone.Token);
            _refusal = changed.Refusal;
            if (changed.IsDone)
            {
                await OnSaved.InvokeAsync(new SavedDestination(Of.Id, null));
            }
        }
        finally
        {
            _busy = false;
        }
    }
}
