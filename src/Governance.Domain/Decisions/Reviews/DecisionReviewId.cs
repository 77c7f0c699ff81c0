namespace Governance.Domain.Decisions.Reviews;

/// <summary>A decision that a person reviews.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct DecisionReviewId(int Number) : IDisplayId<DecisionReviewId>
{
    /// <inheritdoc/>
    public static string Prefix => "RVW";

    /// <inheritdoc/>
    public static DecisionReviewId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
