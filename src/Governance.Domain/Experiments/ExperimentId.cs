namespace Governance.Domain.Experiments;

/// <summary>An experiment of a model.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct ExperimentId(int Number) : IDisplayId<ExperimentId>
{
    /// <inheritdoc/>
    public static string Prefix => "EXP";

    /// <inheritdoc/>
    public static ExperimentId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
