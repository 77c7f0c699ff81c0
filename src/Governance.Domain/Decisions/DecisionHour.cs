namespace Governance.Domain.Decisions;

/// <summary>
/// How many decisions of one source and one hour a batch holds. It is counted once, when the batch is stored, so that a figure over months
/// does not read every decision of them.
/// </summary>
public sealed class DecisionHour
{
    /// <summary>Number of the <see cref="DecisionSource"/>.</summary>
    public int Source { get; init; }

    /// <summary>The full hour, UTC, from which it counts.</summary>
    public DateTimeOffset From { get; init; }

    /// <summary>The next full hour.</summary>
    public DateTimeOffset Until { get; init; }

    /// <summary>The batch. Each counts for itself, so that no two of them wait for each other.</summary>
    public DecisionBatchId Batch { get; init; }

    /// <summary>Decisions of it.</summary>
    public int Count { get; init; }
}
