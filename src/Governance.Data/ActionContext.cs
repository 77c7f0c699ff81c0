using Governance.Domain.Audit;
using Governance.Domain.Identity;

namespace Governance.Data;

/// <summary>What an action works with while it runs.</summary>
public sealed class ActionContext(GovernanceDbContext db, Access access, DateTimeOffset now)
{
    private readonly List<Change> _changes = [];

    /// <summary>The database, in the action's transaction.</summary>
    public GovernanceDbContext Db { get; } = db;

    /// <summary>Who acts and what they may do now.</summary>
    public Access Access { get; } = access;

    /// <summary>The instant of the action, by the server's clock.</summary>
    public DateTimeOffset Now { get; } = now;

    internal IReadOnlyList<Change> Changes => _changes;

    /// <summary>Queues a fact for the log.</summary>
    public void Append(AuditEvent fact, Action<long>? written = null)
    {
        ArgumentNullException.ThrowIfNull(fact);
        Db.Append(fact, Access.Actor, Now, written);
        _changes.Add(new Change(fact.Action, fact.Subject));
        _changes.AddRange(fact.Covers.Select(subject => new Change(fact.Action, subject)));
    }

    /// <summary>Queues a fact that follows from this action but is the portal's own doing.</summary>
    public void AppendAs(Actor actor, AuditEvent fact, Action<long>? written = null)
    {
        ArgumentNullException.ThrowIfNull(fact);
        Db.Append(fact, actor, Now, written);
        _changes.Add(new Change(fact.Action, fact.Subject));
        _changes.AddRange(fact.Covers.Select(subject => new Change(fact.Action, subject)));
    }
}
