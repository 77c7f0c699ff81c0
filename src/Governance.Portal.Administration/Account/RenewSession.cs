using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Account;

/// <summary>
/// Gives a session another id after its owner's password or second step has changed: anyone who had copied the old one is out. A session
/// that served to set up a second step becomes a whole one by it.
/// </summary>
public sealed class RenewSession(ActionRunner runner, SecondFactor secondFactor, PasskeyChallenges challenges)
{
    private const string Action = "session.renewed";

    /// <summary>What an open page takes along to the address that renews: a page cannot set a cookie itself.</summary>
    public string? Ticket(Actor actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return Purpose(actor) is { } purpose ? challenges.Seal(purpose, PasskeyChallenges.New()) : null;
    }

    /// <summary>True for a ticket of this very session, less than five minutes old.</summary>
    public bool IsTicket(Actor actor, string? ticket)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return Purpose(actor) is { } purpose && challenges.Open(purpose, ticket) is not null;
    }

    /// <summary>Moves the session to another id.</summary>
    internal Task<Result<OpenedSession>> RunAsync(Actor actor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        // As someone without a role: the account and the session count.
        var roleless = actor.User is { } person ? Actor.OfUser(person, null, actor.Session, actor.Request) : actor;
        return runner.RunAsync<OpenedSession>(
            roleless,
            new Attempt(Action, actor.User?.ToString() ?? actor.Id, null),
            async (context, token) =>
            {
                if (actor.User is not { } user || actor.Session is not { } hash)
                {
                    return SessionRefusals.NotForKeys;
                }

                var account =
                    await context.Db.LockUserForUpdateAsync(user.Number, token)
                    ?? throw new InvalidOperationException($"The acting account {user} does not exist.");
                var old = await context.Db.Sessions.SingleAsync(s => s.Hash == hash, token);
                var held = await OpenSession.HeldAsync(context.Db, account, token);
                var isLimited = old.ActiveRole is null && await secondFactor.IsMissingAsync(context.Db, user, held, token);
                // As at sign-in: the first role whose record of training is there.
                var role = old.ActiveRole ?? (isLimited ? null : held.FirstOrDefault(r => !context.Access.LackingRoles.ContainsKey(r)));
                var renewed = new UserSession
                {
                    Hash = SecretText.Hash(SecretText.New()),
                    User = user,
                    ActiveRole = role,
                    Method = old.Method,
                    OpenedAt = old.OpenedAt,
                    LastSeenAt = context.Now,
                    EndsAt = old.EndsAt,
                    ReadsOnly = old.ReadsOnly,
                    ProviderSession = old.ProviderSession,
                    Browser = old.Browser,
                    Network = old.Network,
                };
                context.Db.Sessions.Add(renewed);
                old.EndedAt = context.Now;
                context.AppendAs(
                    actor,
                    new AuditEvent(Action, user.ToString(), new JsonObject { ["before"] = old.Hash, ["session"] = renewed.Hash })
                );
                return new OpenedSession(account, renewed.Hash, held, role) { IsLimited = isLimited };
            },
            ct
        );
    }

    private static PasskeyPurpose? Purpose(Actor actor) =>
        actor is { User: { } user, Session: { } session } ? new PasskeyPurpose("renew-session", user, session) : null;
}
