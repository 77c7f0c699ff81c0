namespace Governance.Domain.Training;

/// <summary>A request to train a model, and the permit it becomes.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct TrainingPermitId(int Number) : IDisplayId<TrainingPermitId>
{
    /// <inheritdoc/>
    public static string Prefix => "TRN";

    /// <inheritdoc/>
    public static TrainingPermitId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
