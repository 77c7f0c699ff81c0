namespace Governance.Domain.Validation;

/// <summary>A held-out set whose file is on record.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct HeldOutSetId(int Number) : IDisplayId<HeldOutSetId>
{
    /// <inheritdoc/>
    public static string Prefix => "HOS";

    /// <inheritdoc/>
    public static HeldOutSetId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
