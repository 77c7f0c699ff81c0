using Governance.Data;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Decisions;

/// <summary>What people did with a decision, as the log says.</summary>
public sealed record DecisionEntry(long Index, DateTimeOffset At, string Icon, string Words);

/// <summary>Lists the log entries about a decision, the newest first.</summary>
public sealed class ListDecisionEntries(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    private const int Most = 100;

    /// <summary>Runs it.</summary>
    public async Task<IReadOnlyList<DecisionEntry>> RunAsync(string decision, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        // An id of someone else's making may look like one of ours: the action tells them apart.
        var entries = await db
            .AuditEntries.AsNoTracking()
            .Where(e => e.Subject == decision && (e.Action == "decision.overridden" || e.Action == "decision.unmasked"))
            .OrderByDescending(e => e.Index)
            .Take(Most)
            .Select(e => new
            {
                e.Index,
                e.Time,
                e.Action,
                e.Actor,
                e.Refused,
            })
            .ToListAsync(ct);
        var names = await ActorNames.LoadAsync(db, entries.Select(e => e.Actor), ct);
        return
        [
            .. entries.Select(e =>
                (e.Action, e.Refused) switch
                {
                    (_, true) => new DecisionEntry(
                        e.Index,
                        e.Time,
                        "block",
                        $"{names[e.Actor]} tried to {(e.Action == "decision.unmasked" ? "see values" : "override the decision")}"
                    ),
                    ("decision.unmasked", _) => new DecisionEntry(e.Index, e.Time, "visibility", $"Values shown to {names[e.Actor]}"),
                    _ => new DecisionEntry(e.Index, e.Time, "undo", $"Overridden by {names[e.Actor]}"),
                }
            ),
        ];
    }
}
