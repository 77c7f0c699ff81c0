namespace Governance.Data.Decisions;

/// <summary>The number of a source, known once the whole batch was found good.</summary>
public sealed class SourceNumber
{
    /// <summary>The number.</summary>
    public int Value { get; set; }
}

/// <summary>A decision ready to be stored, but for its number.</summary>
public sealed record DecisionRow
{
    /// <summary>The sender's id.</summary>
    public required string Id { get; init; }

    /// <summary>When it was made, UTC ticks.</summary>
    public required long Time { get; init; }

    /// <summary>Its source.</summary>
    public required SourceNumber Source { get; init; }

    /// <summary>What was done or said.</summary>
    public string? Outcome { get; init; }

    /// <summary>The model's confidence.</summary>
    public double Confidence { get; init; }

    /// <summary>Names of its features between bars.</summary>
    public string? Features { get; init; }

    /// <summary>Pseudonym of whom it is about.</summary>
    public string? Subject { get; init; }

    /// <summary>Made-up data.</summary>
    public bool Synthetic { get; init; }

    /// <summary>SHA-256(content salt ‖ content).</summary>
    public required byte[] Commitment { get; init; }

    /// <summary>The 32 random bytes of its salts.</summary>
    public required byte[] Seed { get; init; }

    /// <summary>Canonical bytes.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }
}
