using Governance.Domain;
using Governance.Portal.Kernel.Components.Forms;
using Governance.Portal.Kernel.Components.Toasts;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Administration.Admin;

/// <summary>Creates an API key, after a fresh proof of who asks.</summary>
public sealed partial class CreateKeyDialog(CreateKey create, ToastService toasts) : IDisposable
{
    private const int UsualDays = 90;
    private const string OwnerHint =
        "The accountable person. Leave empty if that is you. The key can do only what both its scopes and this person's roles allow.";

    private static readonly ChoiceKind[] s_people = [ChoiceKind.Person];

    private readonly CancellationTokenSource _gone = new();
    private readonly OneAtATime _once = new();
    private readonly HashSet<string> _scopes = new(StringComparer.Ordinal);
    private Reauthenticate? _who;
    private string? _name;
    private string? _owner;
    private string? _agents;
    private string? _preset = "";
    private int? _days = UsualDays;
    private Refusal? _refusal;

    /// <summary>What is filled in to begin with.</summary>
    [Parameter]
    public KeyPreset? Preset { get; set; }

    /// <summary>The name that is filled in to begin with.</summary>
    [Parameter]
    public string? Name { get; set; }

    /// <summary>The key, when it was created.</summary>
    [Parameter]
    public EventCallback<CreatedKey> OnMade { get; set; }

    /// <summary>Leaves without a key.</summary>
    [Parameter]
    public EventCallback OnClose { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _name = Name;
        Choose(Preset?.Key);
    }

    private void Choose(string? key)
    {
        _preset = key ?? "";
        if (KeyPreset.Find(key) is { } preset)
        {
            _scopes.Clear();
            _scopes.UnionWith(preset.Scopes);
        }
    }

    // Scopes that are no longer those of the use are someone's own choice.
    private void Toggle(string scope, bool on)
    {
        _ = on ? _scopes.Add(scope) : _scopes.Remove(scope);
        _preset = KeyPreset.All.FirstOrDefault(p => p.Key == _preset && _scopes.SetEquals(p.Scopes))?.Key ?? "";
    }

    private bool IsOfAgents =>
        _scopes.Contains(Domain.Identity.Scopes.AgentsDecide) || _scopes.Contains(Domain.Identity.Scopes.TracesWrite);

    private Sentence? ErrorOf(string field) => _refusal?.Of(field);

    private Task CreateAsync() =>
        _once.RunAsync(async () =>
        {
            if (_who is null || await _who.ProveAsync("key.created", "key", _gone.Token) is not { } proven)
            {
                return;
            }

            if (!proven.IsDone)
            {
                _refusal = proven.Refusal;
                return;
            }

            var made = await create.RunAsync(
                proven.Value,
                new CreateKey.Command(_name, [.. _scopes], _days, _owner)
                {
                    Agents = IsOfAgents ? (_agents ?? "").Split([',', '\n'], StringSplitOptions.TrimEntries) : null,
                },
                _gone.Token
            );
            _refusal = made.Refusal;
            if (made.IsDone)
            {
                toasts.Show($"Created {made.Value.Id}.");
                await OnMade.InvokeAsync(made.Value);
            }
        });
}
