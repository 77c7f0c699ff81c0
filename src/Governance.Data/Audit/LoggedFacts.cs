using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Audit;

/// <summary>A fact of the log, as its leaf says it.</summary>
/// <param name="Actor">Who, as the log writes an actor.</param>
/// <param name="At">When.</param>
/// <param name="Data">What of it matters.</param>
public sealed record LoggedFact(string Actor, DateTimeOffset At, JsonNode Data);

/// <summary>Reads what was done to a thing from the log, with what the running action has queued.</summary>
public static class LoggedFacts
{
    /// <summary>The facts of one kind about one thing, in their order; refused attempts are none.</summary>
    /// <param name="db">The database, in the action's transaction.</param>
    /// <param name="action">What was done.</param>
    /// <param name="subject">To which thing.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<LoggedFact>> OfAsync(GovernanceDbContext db, string action, string subject, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var leaves = await db
            .AuditEntries.AsNoTracking()
            .Where(e => e.Subject == subject && e.Action == action && !e.Refused)
            .OrderBy(e => e.Index)
            .Select(e => e.Leaf)
            .ToListAsync(ct);
        return
        [
            .. leaves.Select(leaf =>
            {
                var said = JsonNode.Parse(leaf)!;
                return new LoggedFact((string)said["actor"]!, said["time"]!.GetValue<DateTimeOffset>(), said["data"]!);
            }),
            .. db
                .Pending.Where(p => p.Fact.Subject == subject && p.Fact.Action == action && !p.Fact.Refused)
                .Select(p => new LoggedFact(p.Actor.Id, p.Now, p.Fact.Data)),
        ];
    }
}
