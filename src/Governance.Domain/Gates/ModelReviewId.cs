namespace Governance.Domain.Gates;

/// <summary>A review of a version that is in use.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct ModelReviewId(int Number) : IDisplayId<ModelReviewId>
{
    /// <inheritdoc/>
    public static string Prefix => "REV";

    /// <inheritdoc/>
    public static ModelReviewId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
