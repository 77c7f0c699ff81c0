using Governance.Domain;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components.Dialogs;
using Governance.Portal.Kernel.Components.Forms;
using Governance.Portal.Kernel.Components.Toasts;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Administration.Admin;

/// <summary>API keys: made once, shown once, revoked at once.</summary>
public sealed partial class KeysPage(
    KeyQueries queries,
    CreateKey create,
    RevokeKey revoke,
    CurrentActor actors,
    ToastService toasts,
    NavigationManager navigation,
    TimeProvider clock
) : IDisposable
{
    private const int PageSize = 25;
    private const int UsualDays = 90;

    private readonly CancellationTokenSource _gone = new();
    private readonly OneAtATime _once = new();
    private Reauthenticate? _who;
    private readonly HashSet<string> _scopes = new(StringComparer.Ordinal);
    private PageOf<KeyView>? _page;
    private bool _failed;
    private bool _creating;
    private string? _name;
    private string? _owner;
    private int? _days = UsualDays;
    private Refusal? _refusal;
    private CreatedKey? _made;
    private KeyView? _revoking;

    /// <summary>Page of the table, from 1.</summary>
    [SupplyParameterFromQuery(Name = "page")]
    public int? PageQuery { get; set; }

    private TimeProvider Clock => clock;

    private int PageNumber => Math.Clamp(PageQuery ?? 1, 1, 100_000);

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        if (_page is not null && OpenedBy.Take(navigation) is "key")
        {
            _creating = true;
            StateHasChanged();
        }
    }

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        try
        {
            _page = await queries.PageAsync((PageNumber - 1) * PageSize, PageSize, _gone.Token);
            _failed = false;
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The page was left.
        }
        catch (System.Data.Common.DbException)
        {
            _failed = true;
        }
    }

    private void Open() => _creating = true;

    private void Close()
    {
        (_creating, _refusal, _name, _owner, _days) = (false, null, null, null, UsualDays);
        _scopes.Clear();
    }

    private void Toggle(string scope, bool on)
    {
        if (on)
        {
            _scopes.Add(scope);
        }
        else
        {
            _scopes.Remove(scope);
        }
    }

    private string? ErrorOf(string field) => _refusal?.Errors.TryGetValue(field, out var messages) is true ? messages[0] : null;

    private Task CreateAsync() =>
        OnceAsync(async () =>
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

            var made = await create.RunAsync(proven.Value, new CreateKey.Command(_name, [.. _scopes], _days, _owner), _gone.Token);
            _refusal = made.Refusal;
            if (made.IsDone)
            {
                _made = made.Value;
                Close();
                toasts.Show($"Made {_made.Id}.");
            }
        });

    private Task RevokeAsync(KeyView key) =>
        OnceAsync(async () =>
        {
            var revoked = await revoke.RunAsync(await actors.GetAsync(), key.Id, _gone.Token);
            _revoking = null;
            if (revoked.IsDone)
            {
                toasts.Show($"Revoked {key.Id}.");
            }
            else
            {
                toasts.ShowError(revoked.Refusal.Message);
            }
        });

    private Task OnceAsync(Func<Task> act) =>
        _once.RunAsync(async () =>
        {
            await act();
            await LoadAsync();
        });
}
