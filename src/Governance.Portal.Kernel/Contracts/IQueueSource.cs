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

    /// <summary>
    /// True when a change that is no act on records (<see cref="RecordActs"/>) moves what waits here: an open queue is read again after it,
    /// as after every act on records.
    /// </summary>
    /// <param name="change">What was committed or announced.</param>
    /// <param name="person">Whose queue it is.</param>
    bool IsMovedBy(Change change, UserId person) => false;
}
