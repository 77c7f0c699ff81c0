namespace Governance.Domain.Suppliers;

/// <summary>What a record about a supplier is.</summary>
public enum SupplierRecordKind
{
    /// <summary>An examination of the supplier; it counts once someone else has confirmed it.</summary>
    DueDiligence,

    /// <summary>A certificate that the supplier holds.</summary>
    Certificate,

    /// <summary>Something that went wrong at the supplier.</summary>
    Incident,

    /// <summary>Something the organisation asked the supplier for.</summary>
    Request,
}
