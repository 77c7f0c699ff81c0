using Governance.Data;
using Governance.Domain.Identity;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>What a feature has that waits for a person: it stands in their queue.</summary>
public interface IQueueSource
{
    /// <summary>Reads what waits, in any order.</summary>
    /// <param name="db">Where to read.</param>
    /// <param name="access">Who asks and what they may; always a person. What they may not see is left out.</param>
    /// <param name="now">The time by which it is judged.</param>
    /// <param name="ct">Cancels.</param>
    Task<IReadOnlyList<QueueItem>> WaitingAsync(GovernanceDbContext db, Access access, DateTimeOffset now, CancellationToken ct);
}
