using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Account;

/// <summary>
/// Puts another role the person holds in force in this session. Works also when the role in force has just been taken away.
/// </summary>
internal sealed class SwitchRole(ActionRunner runner, SecondFactor secondFactor)
{
    public Task<Result<OpenedSession>> RunAsync(Actor actor, string? role, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (actor.User is not { } user || actor.Session is not { } session)
        {
            return RefuseKeyAsync(actor, ct);
        }

        if (role is null || !Roles.All.Contains(role, StringComparer.Ordinal))
        {
            return Task.FromResult(Result<OpenedSession>.Refused(SessionRefusals.UnknownRole));
        }

        // Asked for as someone without a role: the account and the session count, not the role being left.
        var roleless = Actor.OfUser(user, null, session, actor.Request);
        return runner.RunAsync<OpenedSession>(
            roleless,
            new Attempt("role.switched", user.ToString(), null),
            async (context, ct) =>
            {
                if (!context.Access.HeldRoles.Contains(role))
                {
                    return context.Access.LackingRoles.GetValueOrDefault(role) ?? SessionRefusals.RoleNotHeld(role);
                }

                var person = await context.Db.Users.SingleAsync(u => u.Id == user.Number, ct);
                var row = await context.Db.Sessions.SingleAsync(s => s.Hash == session, ct);
                if (
                    !person.BreakGlass
                    && row.Method == OneTimeCodes.Method(CodeVerdict.NotAsked)
                    && await secondFactor.IsMissingAsync(context.Db, user, context.Access.HeldRoles, ct)
                )
                {
                    return SecondFactor.Missing;
                }

                // A role that waits for a record of training stays in the list: it is chosen again once the record counts.
                List<string> given =
                [
                    .. Roles.All.Where(r => context.Access.HeldRoles.Contains(r) || context.Access.LackingRoles.ContainsKey(r)),
                ];
                var before = row.ActiveRole;
                row.ActiveRole = role;
                context.AppendAs(
                    Actor.OfUser(user, role, session, actor.Request),
                    new AuditEvent(
                        "role.switched",
                        user.ToString(),
                        new JsonObject
                        {
                            ["before"] = before,
                            ["after"] = role,
                            ["session"] = session,
                        }
                    )
                );
                return new OpenedSession(person, session, given, role);
            },
            ct
        );
    }

    private async Task<Result<OpenedSession>> RefuseKeyAsync(Actor actor, CancellationToken ct)
    {
        await runner.RefusedAsync(actor, new Attempt("role.switched", actor.Id, null), SessionRefusals.NotForKeys, ct);
        return SessionRefusals.NotForKeys;
    }
}
