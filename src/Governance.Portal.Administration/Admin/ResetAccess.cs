using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Admin;

/// <summary>
/// What an administrator may do to a person's ways in: end sessions, take off a second step that was lost. Never read or set one.
/// </summary>
public sealed class ResetAccess(ActionRunner runner, IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>A person's open sessions, newest first.</summary>
    public async Task<IReadOnlyList<OwnSession>> SessionsAsync(UserId user, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db
            .Sessions.AsNoTracking()
            .Where(s => s.User == user && s.EndedAt == null)
            .OrderByDescending(s => s.OpenedAt)
            .ThenBy(s => s.Hash)
            .Select(s => new OwnSession(s.Hash, s.ActiveRole, s.Method, s.OpenedAt, s.LastSeenAt, false, s.Browser, s.Network))
            .ToListAsync(ct);
    }

    /// <summary>Ends one session of a person, or with null every one.</summary>
    public Task<Result<int>> EndSessionsAsync(Actor actor, UserId user, string? session, CancellationToken ct) =>
        runner.RunAsync<int>(
            actor,
            new Attempt("session.closed", user.ToString(), Permission.Administer),
            async (context, token) =>
            {
                if (await context.Db.LockUserForUpdateAsync(user.Number, token) is null)
                {
                    return AdminRefusals.UnknownUser;
                }

                var open = await context
                    .Db.Sessions.Where(s => s.User == user && s.EndedAt == null && (session == null || s.Hash == session))
                    .ToListAsync(token);
                foreach (var one in open)
                {
                    one.EndedAt = context.Now;
                    context.Append(
                        new AuditEvent(
                            "session.closed",
                            user.ToString(),
                            new JsonObject { ["session"] = one.Hash, ["because"] = "administrator" }
                        )
                    );
                }

                return open.Count;
            },
            ct
        );

    /// <summary>
    /// Takes one-time codes and recovery codes off an account whose owner lost them. Sign-offs within 24 hours are marked as after a new
    /// password.
    /// </summary>
    public async Task<Result<UserId>> ResetCodesAsync(Actor actor, UserId user, CancellationToken ct) =>
        await InPersonAsync(
            actor,
            "user.codes-reset",
            user,
            async (context, token) =>
            {
                if (context.Access.Person == user)
                {
                    return AdminRefusals.OwnCodes;
                }

                var row = await context.Db.LockUserForUpdateAsync(user.Number, token);
                if (row is null)
                {
                    return AdminRefusals.UnknownUser;
                }

                if (!await OneTimeCodes.RemoveAsync(context.Db, user, token))
                {
                    return AdminRefusals.NoCodes;
                }

                row.PasswordResetAt = context.Now;
                row.SecurityStamp = SecretText.New();
                var ended = await ChangeUserState.EndSessionsAsync(context.Db, user, context.Now, token);
                context.Append(new AuditEvent("user.codes-reset", user.ToString(), new JsonObject { ["sessions"] = ended }));
                return user;
            },
            ct
        );

    /// <summary>Marks an account as one for emergencies, or takes the mark off.</summary>
    public async Task<Result<UserId>> SetBreakGlassAsync(Actor actor, UserId user, bool? wanted, CancellationToken ct) =>
        await InPersonAsync(
            actor,
            "user.break-glass-changed",
            user,
            async (context, token) =>
            {
                if (wanted is not { } on)
                {
                    return AdminRefusals.BreakGlassMissing;
                }

                if (context.Access.Person == user)
                {
                    return AdminRefusals.OwnBreakGlass;
                }

                var row = await context.Db.LockUserForUpdateAsync(user.Number, token);
                if (row is null)
                {
                    return AdminRefusals.UnknownUser;
                }

                if (row.BreakGlass != on)
                {
                    row.BreakGlass = on;
                    await ChangeUserState.EndSessionsAsync(context.Db, user, context.Now, token);
                    context.Append(new AuditEvent("user.break-glass-changed", user.ToString(), new JsonObject { ["after"] = on }));
                }

                return user;
            },
            ct
        );

    private async Task<Result<UserId>> InPersonAsync(
        Actor actor,
        string action,
        UserId user,
        Func<ActionContext, CancellationToken, Task<Result<UserId>>> act,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        var attempt = new Attempt(action, user.ToString(), Permission.Administer) { WidensRights = true };
        if (actor.Kind is ActorKind.Key)
        {
            await runner.RefusedAsync(actor, attempt, AdminRefusals.NotForKeys, ct);
            return AdminRefusals.NotForKeys;
        }

        return await runner.RunAsync(actor, attempt, act, ct);
    }
}
