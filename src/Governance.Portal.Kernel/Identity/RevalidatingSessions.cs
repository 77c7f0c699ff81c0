using Governance.Data;
using Governance.Data.Identity;
using Governance.Portal.Kernel.Configuration;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Identity;

/// <summary>
/// Signs an open page out within a minute when its account, session or role in force is gone, or no one has touched it for too long.
/// Actions do not wait for this: they ask the database themselves.
/// </summary>
internal sealed class RevalidatingSessions(
    ILoggerFactory loggers,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    TimeProvider clock,
    CallerDataScope held,
    IOptions<SecurityOptions> security
) : RevalidatingServerAuthenticationStateProvider(loggers)
{
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
        await using var db = await dbFactory.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var actor = authenticationState.User.ToActor();
        var access = await AccessReader.LoadAsync(db, actor, now, cancellationToken);
        // A role that was limited meanwhile is limited on the open page too.
        held.DataScope = access.IsDone ? access.Value.DataScope : held.DataScope;
        // That a page is open is no use of the session: its script says when someone touches it.
        return access.IsDone
            && !SessionCookies.IsIdle(await SessionCookies.LastSeenAsync(db, actor.Session, cancellationToken), security.Value, now);
    }
}
