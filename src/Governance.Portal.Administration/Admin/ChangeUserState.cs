using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Admin;

/// <summary>Disables, enables and unlocks accounts. An account is never deleted: its id stands in the log.</summary>
public sealed class ChangeUserState(ActionRunner runner, IEnumerable<IAccountDisabled> handlers)
{
    /// <summary>Stops an account at once: its sessions end, its keys stop.</summary>
    public Task<Result<UserId>> DisableAsync(Actor actor, UserId user, CancellationToken ct) =>
        RunAsync(
            actor,
            "user.disabled",
            user,
            async (context, row, ct) =>
            {
                if (context.Access.Person == user)
                {
                    return AdminRefusals.OwnAccount;
                }

                if (row.DisabledAt is not null)
                {
                    return null;
                }

                if (await Administrators.IsLastAsync(context.Db, user, ct))
                {
                    return AdminRefusals.LastAdministrator;
                }

                row.DisabledAt = context.Now;
                row.SecurityStamp = SecretText.New();
                await OneTimeLinks.RemoveAsync(context.Db, user, ct);
                var ended = await EndSessionsAsync(context.Db, user, context.Now, ct);
                context.Append(new AuditEvent("user.disabled", user.ToString(), new JsonObject { ["sessions"] = ended }));
                foreach (var handler in handlers)
                {
                    await handler.DisabledAsync(context, user, ct);
                }

                return null;
            },
            ct
        );

    /// <summary>Lets a disabled account sign in again.</summary>
    public Task<Result<UserId>> EnableAsync(Actor actor, UserId user, CancellationToken ct) =>
        RunAsync(
            actor,
            "user.enabled",
            user,
            (context, row, _) =>
            {
                if (row.DisabledAt is not null)
                {
                    row.DisabledAt = null;
                    context.Append(new AuditEvent("user.enabled", user.ToString(), []));
                }

                return Task.FromResult<Refusal?>(null);
            },
            ct
        );

    /// <summary>Lifts the lock that wrong passwords caused.</summary>
    public Task<Result<UserId>> UnlockAsync(Actor actor, UserId user, CancellationToken ct) =>
        RunAsync(
            actor,
            "user.unlocked",
            user,
            (context, row, _) =>
            {
                if (row.LockoutEnd is not null || row.AccessFailedCount > 0)
                {
                    row.LockoutEnd = null;
                    row.AccessFailedCount = 0;
                    // Failures by network address are counted under the stamp as well: a new one forgets them.
                    row.SecurityStamp = SecretText.New();
                    context.Append(new AuditEvent("user.unlocked", user.ToString(), []));
                }

                return Task.FromResult<Refusal?>(null);
            },
            ct
        );

    /// <summary>Ends every session of a person; answers how many there were.</summary>
    internal static async Task<int> EndSessionsAsync(GovernanceDbContext db, UserId user, DateTimeOffset now, CancellationToken ct)
    {
        var open = await db.Sessions.Where(s => s.User == user && s.EndedAt == null).ToListAsync(ct);
        open.ForEach(s => s.EndedAt = now);
        return open.Count;
    }

    private Task<Result<UserId>> RunAsync(
        Actor actor,
        string action,
        UserId user,
        Func<ActionContext, User, CancellationToken, Task<Refusal?>> change,
        CancellationToken ct
    ) =>
        runner.RunAsync<UserId>(
            actor,
            new Attempt(action, user.ToString(), Permission.Administer) { WidensRights = action == "user.enabled" },
            async (context, ct) =>
            {
                var row = await context.Db.LockUserForUpdateAsync(user.Number, ct);
                return row is null ? AdminRefusals.UnknownUser
                    : await change(context, row, ct) is { } refusal ? refusal
                    : user;
            },
            ct
        );
}
