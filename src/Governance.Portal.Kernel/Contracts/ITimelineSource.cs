using Governance.Data;
using Governance.Domain.Identity;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>What a feature has on record that happened to a model, read from its own tables and not from the log.</summary>
public interface ITimelineSource
{
    /// <summary>What a reader needs to be told.</summary>
    Permission Reads { get; }

    /// <summary>Reads the newest events, in any order.</summary>
    /// <param name="db">Where to read, limited to what the reader sees.</param>
    /// <param name="question">Of which model, and how many.</param>
    /// <param name="ct">Cancels.</param>
    Task<IReadOnlyList<TimelineEvent>> EventsAsync(GovernanceDbContext db, TimelineQuestion question, CancellationToken ct);

    /// <summary>Reads what is drawn across charts over time, in any order. Most of what happened is not.</summary>
    /// <param name="db">Where to read, limited to what the reader sees.</param>
    /// <param name="question">Of which model, and in which period.</param>
    /// <param name="ct">Cancels.</param>
    Task<IReadOnlyList<ChartMark>> MarksAsync(GovernanceDbContext db, MarkQuestion question, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<ChartMark>>([]);
}
