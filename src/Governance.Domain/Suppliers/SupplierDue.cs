namespace Governance.Domain.Suppliers;

/// <summary>Something that falls due about a supplier.</summary>
/// <param name="Kind">What.</param>
/// <param name="Title">The due diligence, certificate or request; null for the contract.</param>
/// <param name="On">The day.</param>
/// <param name="Record">The record that says so; null for the contract.</param>
/// <param name="Since">When that was recorded; null for the contract.</param>
public sealed record SupplierDue(
    SupplierDueKind Kind,
    string? Title,
    DateOnly On,
    SupplierRecordId? Record = null,
    DateTimeOffset? Since = null
);
