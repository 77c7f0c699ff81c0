using System.Data.Common;
using Governance.Data;
using Governance.Data.DataScopes;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Components.States;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Kernel.Pages;

/// <summary>A page of the portal: knows who looks, loads again when what it shows has changed, and stops working when it is left.</summary>
public abstract class LivePage : PortalPage, IDisposable
{
    private const string Everything = "*";

    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _gone = new();
    private readonly CancellationToken _token;
    private IDisposable? _subscription;
    private ReloadQueue? _reloads;
    private string _listensTo = "";

    /// <summary>Made by the renderer.</summary>
    protected LivePage() => _token = _gone.Token; // taken while there is one: a change may still be heard as the page goes

    /// <summary>Who looks.</summary>
    [Inject]
    public required CurrentActor CurrentActor { get; init; }

    /// <summary>What was committed.</summary>
    [Inject]
    public required ChangeFeed Feed { get; init; }

    /// <summary>The address.</summary>
    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>Who looks, as authenticated.</summary>
    protected Actor Actor { get; private set; } = Actor.Anonymous();

    /// <summary>Cancelled when the page is left. An action that has to finish all the same takes no token.</summary>
    protected CancellationToken Gone => _token;

    /// <summary>False until the first load is over.</summary>
    protected bool Loaded { get; private set; }

    /// <summary>
    /// Ids of what is shown, as log entries name them: the page loads again when one of them changes. None: it does not load again, as a
    /// form that someone is filling in. They may be those of what was loaded.
    /// </summary>
    protected abstract IReadOnlyList<string> Subjects { get; }

    /// <summary>True for a page about whatever is done, such as the log: it hears of every change, whatever its subjects are.</summary>
    protected virtual bool HearsEverything => false;

    /// <summary>
    /// False for a change of what the page listens to that cannot concern it. What may have passed it by it hears of in any case. Called on
    /// the committing thread: no place to read.
    /// </summary>
    /// <param name="change">What was committed or announced.</param>
    protected virtual bool Hears(Change change) => true;

    /// <summary>
    /// The least time between two readings that changes lead to, for a page whose reading costs much and that hears of much. The first
    /// change is followed at once.
    /// </summary>
    protected virtual TimeSpan Pause => TimeSpan.Zero;

    /// <summary>True when the active role can have this permission, for hiding buttons it can never use. The action checks it.</summary>
    protected bool May(Permission permission)
    {
        ArgumentNullException.ThrowIfNull(permission);
        return Actor.Role is { } role
            && permission.GrantedTo.Contains(role, StringComparer.Ordinal)
            && !(Services.GetService<IDataScopeAccessor>()?.IsLimited is true && PermissionKinds.OfOrganisation.Contains(permission));
    }

    /// <summary>Reads what is shown.</summary>
    protected abstract Task LoadAsync();

    /// <summary>
    /// Something of what the page listens to has changed: it loads again. A page that would move under its reader's eyes says instead that
    /// there is more; it deals with its own failures.
    /// </summary>
    protected virtual Task ChangedAsync() => ReloadAsync();

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        Actor = await CurrentActor.GetAsync();
        Listen(); // a change while it loads counts too
        await LoadAsync();
        Listen(); // to what is shown now
        Loaded = true;
    }

    /// <summary>Loads again after something was done here.</summary>
    protected Task ReloadAsync() => ReloadAsync(LoadAsync);

    /// <summary>Loads a part of what is shown again.</summary>
    /// <param name="load">Reads it.</param>
    protected async Task ReloadAsync(Func<Task> load)
    {
        try
        {
            await AnsweredAsync(async () =>
            {
                await load();
                Listen();
                StateHasChanged();
            });
        }
        catch (OperationCanceledException) when (_token.IsCancellationRequested)
        {
            // The page was left meanwhile.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends what the page began.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _subscription?.Dispose();
            _gone.Cancel();
            _gone.Dispose();
        }
    }

    // No one waits for what is read here, so nothing else would say that it failed.
    private async Task FollowAsync()
    {
        try
        {
            await ChangedAsync();
        }
        catch (Exception) when (_token.IsCancellationRequested)
        {
            // The page was left meanwhile.
        }
        catch (DbException)
        {
            // A database that is away for a moment takes no page from its reader: what is shown stays, and is read again.
            _ = AgainAsync();
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
    }

    private async Task AgainAsync()
    {
        await Task.Delay(s_again, Services.GetService<TimeProvider>() ?? TimeProvider.System, _token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_token.IsCancellationRequested)
        {
            _reloads!.Ask();
        }
    }

    private void Heard(Change change)
    {
        if (change.Action == ChangeFeed.Resumed || Hears(change))
        {
            _reloads!.Ask();
        }
    }

    private void Listen()
    {
        // What was left meanwhile would be kept by the feed for good.
        if (!RendererInfo.IsInteractive || _token.IsCancellationRequested)
        {
            return;
        }

        var subjects = HearsEverything ? [Everything] : Subjects;
        var wanted = string.Join('\n', subjects);
        if (wanted == _listensTo)
        {
            return;
        }

        _subscription?.Dispose();
        _subscription = null;
        _listensTo = wanted;
        if (subjects.Count > 0)
        {
            _reloads ??= ReloadsOf(FollowAsync, Pause);
            // To the feed, none is all.
            _subscription = Feed.Subscribe(HearsEverything ? [] : subjects, Heard);
        }
    }
}
