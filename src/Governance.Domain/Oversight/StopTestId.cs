namespace Governance.Domain.Oversight;

/// <summary>A test of the stop control of an AI system.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct StopTestId(int Number) : IDisplayId<StopTestId>
{
    /// <inheritdoc/>
    public static string Prefix => "STP";

    /// <inheritdoc/>
    public static StopTestId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
