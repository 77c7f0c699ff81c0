namespace Governance.Domain.Suppliers;

/// <summary>A record about a supplier.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct SupplierRecordId(int Number) : IDisplayId<SupplierRecordId>
{
    /// <inheritdoc/>
    public static string Prefix => "SPR";

    /// <inheritdoc/>
    public static SupplierRecordId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
