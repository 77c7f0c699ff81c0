using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Account;

/// <summary>
/// Ends the other sessions of someone whose way to show who they are has changed: an intruder among them does not outlive it.
/// </summary>
internal static class OtherSessions
{
    /// <summary>Ends them with what the transaction will save.</summary>
    /// <param name="db">The transaction's database.</param>
    /// <param name="actor">Who acts, in the session that stays.</param>
    /// <param name="because">Why, for the log.</param>
    /// <param name="now">When.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>How many there were.</returns>
    public static async Task<int> EndAsync(GovernanceDbContext db, Actor actor, string because, DateTimeOffset now, CancellationToken ct)
    {
        var (user, session) = (actor.User!.Value, actor.Session);
        var open = await db.Sessions.Where(s => s.User == user && s.EndedAt == null && s.Hash != session).ToListAsync(ct);
        foreach (var other in open)
        {
            other.EndedAt = now;
            db.Append(
                new AuditEvent("session.closed", user.ToString(), new JsonObject { ["session"] = other.Hash, ["because"] = because }),
                actor,
                now
            );
        }

        return open.Count;
    }
}
