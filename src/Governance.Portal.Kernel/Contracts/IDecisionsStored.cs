using Governance.Data;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>A version that a stored batch of AI decisions names.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">The version.</param>
/// <param name="Newest">Time of its newest decision in the batch.</param>
/// <param name="After">How many of its decisions in the batch are later than a time.</param>
public sealed record DecidedVersion(string Model, string Version, DateTimeOffset Newest, Func<DateTimeOffset, long> After)
{
    /// <summary>How many of its decisions since a time say what was done on them. Synthetic ones are about no one.</summary>
    public Func<DateTimeOffset, long> Acted { get; init; } = _ => 0;

    /// <summary>How many of those were made in shadow, and are counted as nothing else.</summary>
    public Func<DateTimeOffset, long> ActedInShadow { get; init; } = _ => 0;
}

/// <summary>Called in the transaction that stores a batch of AI decisions, after its rows are queued.</summary>
public interface IDecisionsStored
{
    /// <summary>Does what follows from them.</summary>
    Task StoredAsync(ActionContext context, IReadOnlyList<DecidedVersion> versions, CancellationToken ct);
}
