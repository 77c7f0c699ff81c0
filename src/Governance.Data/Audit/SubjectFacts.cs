using System.Text.Json.Nodes;

namespace Governance.Data.Audit;

/// <summary>What was done to a thing, as the leaf of its entry says it, or will say it.</summary>
/// <param name="Actor">Who, as the log writes an actor.</param>
/// <param name="At">When.</param>
/// <param name="Data">What of it matters.</param>
public sealed record SubjectFact(string Actor, DateTimeOffset At, JsonNode Data)
{
    /// <summary>The role in which it was done; null for what acts in none.</summary>
    public string? Role { get; init; }
}

/// <summary>What was done to a thing, of the entries that a context has loaded, and of what its running action has queued.</summary>
public static class SubjectFacts
{
    /// <summary>The facts of one kind about one thing, in their order; refused attempts are none.</summary>
    /// <param name="db">The context.</param>
    /// <param name="action">What was done.</param>
    /// <param name="subject">To which thing.</param>
    public static IReadOnlyList<SubjectFact> Of(GovernanceDbContext db, string action, string subject)
    {
        ArgumentNullException.ThrowIfNull(db);
        return
        [
            .. db
                .AuditEntries.Local.Where(e => e.Subject == subject && e.Action == action && !e.Refused)
                .OrderBy(e => e.Index)
                .Select(e =>
                {
                    var said = JsonNode.Parse(e.Leaf)!;
                    return new SubjectFact((string)said["actor"]!, said["time"]!.GetValue<DateTimeOffset>(), said["data"]!)
                    {
                        Role = (string?)said["role"],
                    };
                }),
            .. db
                .Pending.Where(p => p.Fact.Subject == subject && p.Fact.Action == action && !p.Fact.Refused)
                .Select(p => new SubjectFact(p.Actor.Id, p.Now, p.Fact.Data) { Role = p.Actor.Role }),
        ];
    }
}
