namespace Governance.Domain.Suppliers;

/// <summary>What a supplier supplies.</summary>
public enum SupplyKind
{
    /// <summary>Models, general-purpose ones among them.</summary>
    Model,

    /// <summary>Data.</summary>
    Data,

    /// <summary>A platform that models are built or run on.</summary>
    Platform,

    /// <summary>Work or another service.</summary>
    Service,
}
