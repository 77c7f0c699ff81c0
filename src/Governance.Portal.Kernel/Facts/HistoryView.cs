namespace Governance.Portal.Kernel.Facts;

/// <summary>A step in the chain of custody: one entry of the log.</summary>
/// <param name="At">When.</param>
/// <param name="Actor">Who, as the log writes an actor.</param>
/// <param name="Action">What, as the log writes an action.</param>
/// <param name="Detail">What of it matters, in words.</param>
/// <param name="LogIndex">Its place in the log.</param>
public sealed record HistoryView(DateTimeOffset At, string Actor, string Action, string Detail, long LogIndex)
{
    /// <summary>The actor's name.</summary>
    public required string ActorName { get; init; }

    /// <summary>True for an attempt that was refused.</summary>
    public required bool Refused { get; init; }
}
