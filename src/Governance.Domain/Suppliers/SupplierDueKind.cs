namespace Governance.Domain.Suppliers;

/// <summary>What falls due about a supplier.</summary>
public enum SupplierDueKind
{
    /// <summary>The next due diligence.</summary>
    DueDiligence,

    /// <summary>A certificate lapses.</summary>
    Certificate,

    /// <summary>The supplier's answer to a request.</summary>
    Answer,

    /// <summary>The last day to give notice.</summary>
    Notice,

    /// <summary>The contract ends.</summary>
    Contract,
}
