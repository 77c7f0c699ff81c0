namespace Governance.Domain.Suppliers;

/// <summary>A supplier.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct SupplierId(int Number) : IDisplayId<SupplierId>
{
    /// <inheritdoc/>
    public static string Prefix => "SPL";

    /// <inheritdoc/>
    public static SupplierId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
