using Governance.Domain.Audit;

namespace Governance.Domain.Decisions;

/// <summary>
/// Decisions that were stored at once. The log holds its root in one entry; it stays when the content of its decisions is erased.
/// </summary>
public sealed class DecisionBatch : IAudited
{
    /// <summary>The readable id.</summary>
    public DecisionBatchId Id { get; init; }

    /// <summary>Decisions in it.</summary>
    public int Count { get; init; }

    /// <summary>Root of its tree.</summary>
    public byte[] Root { get; init; } = [];

    /// <summary>Hashes of its complete runs of leaves, see <see cref="DecisionTree"/>.</summary>
    public byte[] Runs { get; init; } = [];

    /// <summary>Earliest decision.</summary>
    public DateTimeOffset FirstTime { get; init; }

    /// <summary>Latest decision.</summary>
    public DateTimeOffset LastTime { get; init; }

    /// <summary>When it was stored.</summary>
    public DateTimeOffset StoredAt { get; init; }

    /// <summary>By whom, as the log writes an actor.</summary>
    public string StoredBy { get; init; } = "";

    /// <summary>Index of its entry in the log.</summary>
    public long LogIndex { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>Records which entry of the log names the root.</summary>
    public void LoggedAt(long index) => LogIndex = index;
}

/// <summary>A version that decisions come from: the short number under which their rows name it.</summary>
public sealed class DecisionSource
{
    /// <summary>The number.</summary>
    public int Id { get; private set; }

    /// <summary>The model's name.</summary>
    public string Model { get; init; } = "";

    /// <summary>The version's name.</summary>
    public string Version { get; init; } = "";
}

/// <summary>A decision's row: its content with what is searched by, all of it derived from the content.</summary>
public sealed class Decision
{
    /// <summary>Its place, see <see cref="DecisionNumber"/>.</summary>
    public long Number { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>Number of its <see cref="DecisionSource"/>.</summary>
    public int Source { get; init; }

    /// <summary>The sender's id.</summary>
    public string Id { get; init; } = "";

    /// <summary>What was done or said; null once erased.</summary>
    public string? Outcome { get; init; }

    /// <summary>The model's confidence; null once erased.</summary>
    public double? Confidence { get; init; }

    /// <summary>Names of its features, see <see cref="DecisionContent.FeaturesOf"/>; null once erased.</summary>
    public string? Features { get; init; }

    /// <summary>Pseudonym of whom it is about; null once erased.</summary>
    public string? Subject { get; init; }

    /// <summary>Made-up data.</summary>
    public bool Synthetic { get; init; }

    /// <summary>SHA-256(content salt ‖ content). Never erased.</summary>
    public byte[] Commitment { get; init; } = [];

    /// <summary>The 32 random bytes of its salts; null once erased.</summary>
    public byte[]? Seed { get; init; }

    /// <summary>Canonical bytes; null once erased.</summary>
    public byte[]? Content { get; init; }
}

/// <summary>
/// Where a decision of an id stands. A table of its own, because an index over monthly partitions cannot hold ids unique.
/// </summary>
public sealed class DecisionKey
{
    /// <summary>The sender's id.</summary>
    public string Id { get; init; } = "";

    /// <summary>Its place.</summary>
    public long Number { get; init; }

    /// <summary>When it was made, which names its partition.</summary>
    public DateTimeOffset Time { get; init; }
}
