using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Account;

/// <summary>Ends sessions of the person who asks: the one they are in, another one, or all but the one they are in.</summary>
public sealed class CloseSession(
    ActionRunner runner,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    IBesideLog beside,
    TimeProvider clock
)
{
    /// <summary>Ends the session the person is in. While the log is damaged this is recorded beside it, as the sign-in was.</summary>
    public async Task<Result<int>> RunAsync(Actor actor, CancellationToken ct)
    {
        var outcome = await EndAsync(actor, actor.Session, own: true, ct);
        return outcome.Refusal?.Code == ActionRunner.Damaged.Code && actor is { User: { } user, Session: { } session }
            ? await EndBesideAsync(actor, user, session, ct)
            : outcome;
    }

    /// <summary>Ends another session of the same person, or with null every other one.</summary>
    public Task<Result<int>> OthersAsync(Actor actor, string? session, CancellationToken ct) => EndAsync(actor, session, own: false, ct);

    private async Task<Result<int>> EndBesideAsync(Actor actor, UserId user, string hash, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        db.SavesBeside = true;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.Sessions.SingleOrDefaultAsync(s => s.Hash == hash && s.User == user && s.EndedAt == null, ct) is not { } session)
        {
            return 0;
        }

        session.EndedAt = clock.GetUtcNow();
        db.Append(
            new AuditEvent("session.closed", user.ToString(), new JsonObject { ["session"] = hash, ["because"] = "signed-out" }),
            actor,
            session.EndedAt.Value
        );
        var facts = await db.SaveBesideAsync(ct);
        try
        {
            await beside.WriteAsync(facts, ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return AccountGate.NotRecorded;
        }

        await transaction.CommitAsync(ct);
        return 1;
    }

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
