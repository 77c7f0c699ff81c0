namespace Governance.Domain.Decisions;

/// <summary>A batch of AI decisions that was stored at once.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct DecisionBatchId(int Number) : IDisplayId<DecisionBatchId>
{
    /// <inheritdoc/>
    public static string Prefix => "BAT";

    /// <inheritdoc/>
    public static DecisionBatchId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}

/// <summary>Where a decision stands: its batch and its place in it, in one number that grows with each batch.</summary>
/// <param name="Value">The number under which the row is stored.</param>
public readonly record struct DecisionNumber(long Value)
{
    /// <summary>Most decisions of a batch: 2^17. The configured limit lies below.</summary>
    public const int BatchSpan = 1 << Bits;

    private const int Bits = 17;

    /// <summary>The batch.</summary>
    public DecisionBatchId Batch => new((int)(Value >> Bits));

    /// <summary>Place in the batch, from 0: the index of its leaf.</summary>
    public int Position => (int)(Value & (BatchSpan - 1));

    /// <summary>The number of a place.</summary>
    public static DecisionNumber Of(DecisionBatchId batch, int position) => new(((long)batch.Number << Bits) | (uint)position);
}
