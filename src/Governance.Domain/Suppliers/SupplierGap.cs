namespace Governance.Domain.Suppliers;

/// <summary>Something that is missing or late about a supplier.</summary>
/// <param name="Kind">What.</param>
/// <param name="Title">The certificate or request, where it is one.</param>
/// <param name="Since">The last day on which it was in order; null where it never was.</param>
public sealed record SupplierGap(SupplierGapKind Kind, string? Title = null, DateOnly? Since = null);
