using System.Security.Claims;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Portal.Kernel.Configuration;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Identity;

/// <summary>
/// Signs an open page out when its account, session or role in force is gone, or no one has touched it for too long: within a second or two
/// of the change, on whatever node that was made, and within a minute whatever happens. Actions do not wait for this: they ask the database
/// themselves.
/// </summary>
internal sealed partial class RevalidatingSessions : RevalidatingServerAuthenticationStateProvider
{
    // Who signs out or changes their role leaves this page in the same moment, by the answer of the server: that one leads them on.
    private static readonly TimeSpan s_courtesy = TimeSpan.FromSeconds(1);

    // What people do to the session of this very page, which goes on under another id or role: its script leads on, in its own time.
    private static readonly string[] s_own = ["session.renewed", "role.switched"];

    private readonly CancellationTokenSource _gone = new();
    private readonly CancellationToken _token;
    private readonly IDbContextFactory<GovernanceDbContext> _dbFactory;
    private readonly TimeProvider _clock;
    private readonly CallerDataScope _held;
    private readonly IOptions<SecurityOptions> _security;
    private readonly ChangeFeed _feed;
    private readonly ILogger<RevalidatingSessions> _logger;
    private IDisposable? _subscription;
    private int _asked;

    public RevalidatingSessions(
        ILoggerFactory loggers,
        IDbContextFactory<GovernanceDbContext> dbFactory,
        TimeProvider clock,
        CallerDataScope held,
        IOptions<SecurityOptions> security,
        ChangeFeed feed
    )
        : base(loggers)
    {
        (_dbFactory, _clock, _held, _security, _feed) = (dbFactory, clock, held, security, feed);
        _logger = loggers.CreateLogger<RevalidatingSessions>();
        _token = _gone.Token;
        AuthenticationStateChanged += Listen;
    }

    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(30);

    protected override async Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await IsStillSignedInAsync(authenticationState, cancellationToken);
        }
        // A page that is closed meanwhile ends this quietly, if the exception names the page's own token; readers of the database make
        // tokens of their own.
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new TaskCanceledException(null, null, cancellationToken);
        }
    }

    private async Task<bool> IsStillSignedInAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        await using var db = await _dbFactory.CreateDbContextAsync(cancellationToken);
        var now = _clock.GetLocalNow();
        var actor = authenticationState.User.ToActor();
        var access = await AccessReader.LoadAsync(db, actor, now, cancellationToken);
        // A role that was limited meanwhile is limited on the open page too.
        _held.DataScope = access.IsDone ? access.Value.DataScope : _held.DataScope;
        // That a page is open is no use of the session: its script says when someone touches it.
        return access.IsDone
            && !SessionCookies.IsIdle(await SessionCookies.LastSeenAsync(db, actor.Session, cancellationToken), _security.Value, now);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            AuthenticationStateChanged -= Listen;
            _subscription?.Dispose();
            _gone.Cancel();
            _gone.Dispose();
        }

        base.Dispose(disposing);
    }

    // What ends a session or a role has an entry about the person. Everything here runs in the page's turn, as its other code does.
    private async void Listen(Task<AuthenticationState> changed)
    {
        try
        {
            var state = await changed;
            var page = SynchronizationContext.Current;
            _subscription?.Dispose();
            _subscription =
                state.User.ToActor().User is { } person && !_token.IsCancellationRequested
                    ? _feed.Subscribe([person.ToString()], change => Hear(change, page, state))
                    : null;
        }
#pragma warning disable CA1031 // Nothing awaits this; the look of every half minute goes on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogUnchecked(e);
        }
    }

    private void Hear(Change change, SynchronizationContext? page, AuthenticationState state)
    {
        if (!s_own.Contains(change.Action, StringComparer.Ordinal))
        {
            Ask(page, state);
        }
    }

    private void Ask(SynchronizationContext? page, AuthenticationState state)
    {
        if (Interlocked.Exchange(ref _asked, 1) != 0)
        {
            return;
        }

        if (page is null)
        {
            _ = CheckAsync(state);
        }
        else
        {
            page.Post(_ => _ = CheckAsync(state), null);
        }
    }

    private async Task CheckAsync(AuthenticationState state)
    {
        try
        {
            await Task.Delay(s_courtesy, _clock, _token);
            // From here on a change is news.
            Volatile.Write(ref _asked, 0);
            if (!await ValidateAuthenticationStateAsync(state, _token))
            {
                SetAuthenticationState(Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity()))));
            }
        }
        catch (OperationCanceledException) when (_token.IsCancellationRequested)
        {
            // The page was left meanwhile.
        }
#pragma warning disable CA1031 // The look of every half minute goes on; actions ask the database themselves.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogUnchecked(e);
        }
    }

    [LoggerMessage(1333, LogLevel.Warning, "An open page could not be checked immediately; the next check is within half a minute")]
    private partial void LogUnchecked(Exception e);
}
