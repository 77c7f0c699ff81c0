namespace Governance.Domain.ModelRisk;

/// <summary>A validation of a version.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct ValidationId(int Number) : IDisplayId<ValidationId>
{
    /// <inheritdoc/>
    public static string Prefix => "VAL";

    /// <inheritdoc/>
    public static ValidationId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
