using System.Text.Json.Serialization;

namespace Governance.Portal.Kernel.Facts;

/// <summary>A step in the chain of custody: one entry of the log.</summary>
/// <param name="At">Time of the entry.</param>
/// <param name="Actor">The actor, as written in the audit log.</param>
/// <param name="Action">The action, as written in the audit log.</param>
/// <param name="Detail">Relevant details, in words.</param>
/// <param name="LogIndex">Index of the entry in the log.</param>
public sealed record HistoryView(DateTimeOffset At, string Actor, string Action, string Detail, long LogIndex)
{
    /// <summary>Name of the actor.</summary>
    public required string ActorName { get; init; }

    /// <summary>True for an attempt that was refused.</summary>
    public required bool Refused { get; init; }

    /// <summary>The details as a page says them: what programs read keeps the names that decisions and outcomes are stored under.</summary>
    [JsonIgnore]
    public string Said { get; init; } = Detail;
}
