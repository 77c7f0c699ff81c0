namespace Governance.Domain.Datasets;

/// <summary>What makes the processing of personal data lawful: GDPR Article 6(1), points (a) to (f) in their order.</summary>
public enum LegalBasis
{
    /// <summary>Point (a).</summary>
    Consent,

    /// <summary>Point (b).</summary>
    Contract,

    /// <summary>Point (c).</summary>
    LegalObligation,

    /// <summary>Point (d).</summary>
    VitalInterests,

    /// <summary>Point (e).</summary>
    PublicTask,

    /// <summary>Point (f).</summary>
    LegitimateInterests,
}
