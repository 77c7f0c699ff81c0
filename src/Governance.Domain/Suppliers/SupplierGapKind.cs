namespace Governance.Domain.Suppliers;

/// <summary>What is missing or late about a supplier.</summary>
public enum SupplierGapKind
{
    /// <summary>No due diligence was confirmed.</summary>
    NoDueDiligence,

    /// <summary>The last one found that the supplier should not be used.</summary>
    DueDiligenceFailed,

    /// <summary>The next one is overdue.</summary>
    DueDiligenceOverdue,

    /// <summary>A certificate lapsed and no later one of its name is on record.</summary>
    CertificateLapsed,

    /// <summary>A request was not answered in time.</summary>
    RequestOverdue,

    /// <summary>The contract ended while the supplier is used.</summary>
    ContractOver,

    /// <summary>A supplier of a critical or important function has no exit plan.</summary>
    NoExitPlan,
}
