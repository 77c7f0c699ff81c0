namespace Governance.Domain.Training;

/// <summary>A run that trained a model.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct TrainingRunId(int Number) : IDisplayId<TrainingRunId>
{
    /// <inheritdoc/>
    public static string Prefix => "TRR";

    /// <inheritdoc/>
    public static TrainingRunId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
