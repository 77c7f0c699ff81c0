namespace Governance.Data;

/// <summary>
/// The one clock that all nodes share. When something is due, and until when a node holds it, is measured by it: the clocks of two nodes
/// differ, and what one of them had just taken the other would find long abandoned.
/// </summary>
public class DatabaseClock
{
    /// <summary>What time the database says it is, to the millisecond.</summary>
    public virtual Task<DateTimeOffset> NowAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.TimeAsync(ct);
    }
}
