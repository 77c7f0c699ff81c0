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
    RevokeKey revoke,
    CurrentActor actors,
    ToastService toasts,
    NavigationManager navigation,
    TimeProvider clock
) : IDisposable
{
    private const int PageSize = 25;

    private readonly CancellationTokenSource _gone = new();
    private readonly OneAtATime _once = new();
    private PageOf<KeyView>? _page;
    private bool _failed;
    private bool _creating;
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

    private Task ShowAsync(CreatedKey made)
    {
        (_made, _creating) = (made, false);
        return LoadAsync();
    }

    private Task RevokeAsync(KeyView key) =>
        _once.RunAsync(async () =>
        {
            var revoked = await revoke.RunAsync(await actors.GetAsync(), key.Id, _gone.Token);
            _revoking = null;
            if (revoked.IsDone)
            {
                toasts.Show($"Revoked {key.Id}.");
            }
            else
            {
                toasts.ShowError(revoked.Refusal.Words);
            }

            await LoadAsync();
        });
}
