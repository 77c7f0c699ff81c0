namespace Governance.Domain.Threats;

/// <summary>How sensitive data is, from the least up.</summary>
public enum DataSensitivity
{
    /// <summary>Anyone may know it.</summary>
    Public,

    /// <summary>For people of the organisation.</summary>
    Internal,

    /// <summary>For some of them only.</summary>
    Confidential,

    /// <summary>About people.</summary>
    Personal,

    /// <summary>Special categories of personal data.</summary>
    SpecialCategory,
}
