namespace Governance.Domain.ModelRisk;

/// <summary>An assessment of a model's tier.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct TierAssessmentId(int Number) : IDisplayId<TierAssessmentId>
{
    /// <inheritdoc/>
    public static string Prefix => "TIR";

    /// <inheritdoc/>
    public static TierAssessmentId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
