namespace Governance.Domain.Lineage;

/// <summary>An event as received, kept whole.</summary>
public sealed class StoredLineageEvent
{
    /// <summary>Row number, in the order of arrival.</summary>
    public long Id { get; init; }

    /// <summary>SHA-256 of <see cref="Bytes"/>.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>What it is about.</summary>
    public LineageEventKind Kind { get; init; }

    /// <summary>When it happened, as its sender says.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>When it came.</summary>
    public DateTimeOffset StoredAt { get; init; }

    /// <summary>The run.</summary>
    public string? Run { get; init; }

    /// <summary>The event, members in order.</summary>
    public byte[] Bytes { get; init; } = [];
}
