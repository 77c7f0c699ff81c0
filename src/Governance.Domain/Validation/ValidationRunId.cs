namespace Governance.Domain.Validation;

/// <summary>A run of a schedule.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct ValidationRunId(int Number) : IDisplayId<ValidationRunId>
{
    /// <inheritdoc/>
    public static string Prefix => "VRN";

    /// <inheritdoc/>
    public static ValidationRunId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
