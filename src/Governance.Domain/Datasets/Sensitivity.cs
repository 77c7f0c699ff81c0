namespace Governance.Domain.Datasets;

/// <summary>How much harm it does when data is seen by those it is not for; each value is more than the one before.</summary>
public enum Sensitivity
{
    /// <summary>Anyone may see it.</summary>
    Public,

    /// <summary>Everyone in the organisation may see it.</summary>
    Internal,

    /// <summary>Only those who need it may see it.</summary>
    Confidential,

    /// <summary>Only named people may see it.</summary>
    Restricted,
}
