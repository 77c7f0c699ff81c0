namespace Governance.Domain.Suppliers;

/// <summary>What a due diligence came to.</summary>
public enum DiligenceResult
{
    /// <summary>Nothing speaks against the supplier.</summary>
    Passed,

    /// <summary>The supplier may be used under conditions, which the note says.</summary>
    Conditions,

    /// <summary>The supplier should not be used.</summary>
    Failed,
}
