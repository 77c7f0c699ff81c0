using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Account;

/// <summary>Ends sessions of the person who asks: the one they are in, another one, or all but the one they are in.</summary>
public sealed class CloseSession(ActionRunner runner)
{
    /// <summary>Ends the session the person is in.</summary>
    public Task<Result<int>> RunAsync(Actor actor, CancellationToken ct) => EndAsync(actor, actor.Session, own: true, ct);

    /// <summary>Ends another session of the same person, or with null every other one.</summary>
    public Task<Result<int>> OthersAsync(Actor actor, string? session, CancellationToken ct) => EndAsync(actor, session, own: false, ct);

    private Task<Result<int>> EndAsync(Actor actor, string? session, bool own, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var attempt = new Attempt("session.closed", actor.User?.ToString() ?? actor.Id, null);
        // A person who has just lost their active role can still sign out.
        var roleless = actor.User is { } person ? Actor.OfUser(person, null, actor.Session, actor.Request) : actor;
        return runner.RunAsync<int>(
            roleless,
            attempt,
            async (context, ct) =>
            {
                if (actor.User is not { } user || actor.Session is null)
                {
                    return SessionRefusals.NotForKeys;
                }

                var open = await context
                    .Db.Sessions.Where(s =>
                        s.User == user
                        && s.EndedAt == null
                        && (own ? s.Hash == actor.Session : s.Hash != actor.Session && (session == null || s.Hash == session))
                    )
                    .ToListAsync(ct);
                foreach (var one in open)
                {
                    one.EndedAt = context.Now;
                    context.AppendAs(
                        actor,
                        new AuditEvent(
                            "session.closed",
                            user.ToString(),
                            new JsonObject { ["session"] = one.Hash, ["because"] = own ? "signed-out" : "signed-out-elsewhere" }
                        )
                    );
                }

                return open.Count;
            },
            ct
        );
    }
}
