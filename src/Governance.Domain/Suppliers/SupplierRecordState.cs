namespace Governance.Domain.Suppliers;

/// <summary>Where a record about a supplier is.</summary>
public enum SupplierRecordState
{
    /// <summary>Recorded: a request waits for its answer, a due diligence for its confirmation.</summary>
    Recorded,

    /// <summary>A due diligence that someone else confirmed.</summary>
    Confirmed,

    /// <summary>A request that the supplier answered.</summary>
    Answered,

    /// <summary>Withdrawn: it counts no longer.</summary>
    Withdrawn,
}
