namespace Governance.Portal.Compliance.Suppliers;

/// <summary>Which suppliers.</summary>
/// <param name="Name">A part of a name.</param>
/// <param name="Supplies">What they supply, by wire name.</param>
/// <param name="Critical"><c>yes</c> or <c>no</c>.</param>
/// <param name="State"><c>gaps</c> for those something is missing or late of, <c>in-order</c> for the others, <c>ended</c> for former
/// ones.</param>
public sealed record SupplierFilter(string? Name = null, string? Supplies = null, string? Critical = null, string? State = null)
{
    /// <summary>States, as callers write them.</summary>
    public static IReadOnlyList<string> States { get; } = ["gaps", "in-order", "ended"];
}
