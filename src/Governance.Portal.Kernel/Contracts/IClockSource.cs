using Governance.Data;
using Governance.Domain.Identity;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>
/// What a feature has that ends at an instant: read for the calendar, for the overview, and for the queues of those who have to act.
/// </summary>
public interface IClockSource
{
    /// <summary>True for what stands on the overview as well; false for what the calendar alone shows.</summary>
    bool IsOnOverview => true;

    /// <summary>True when its clocks have tasks: people find them in their queues.</summary>
    bool AsksPeople => false;

    /// <summary>
    /// True when everyone in a role is told the same and an entry of the log that figures follow names every change of it; false where it
    /// differs by person, as delegations do, or changes in other ways, as keys do, and reviews that come with decisions.
    /// </summary>
    bool IsShared => true;

    /// <summary>Reads the clocks that run.</summary>
    /// <param name="db">Where to read.</param>
    /// <param name="access">Who asks and what they may. What they may not see is left out.</param>
    /// <param name="question">How many, and whose.</param>
    /// <param name="now">The time by which they are judged.</param>
    /// <param name="ct">Cancels.</param>
    Task<IReadOnlyList<RunningClock>> RunningAsync(
        GovernanceDbContext db,
        Access access,
        ClockQuestion question,
        DateTimeOffset now,
        CancellationToken ct
    );
}
