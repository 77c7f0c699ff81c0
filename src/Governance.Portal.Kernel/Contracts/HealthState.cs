namespace Governance.Portal.Kernel.Contracts;

/// <summary>How a part of a node is; what someone should look at comes last.</summary>
public enum HealthState
{
    /// <summary>It is not configured or not installed, and nothing needs it.</summary>
    Off,

    /// <summary>Nothing is to be done.</summary>
    Well,

    /// <summary>Something does not work or soon will not, and the rest goes on.</summary>
    Impaired,

    /// <summary>A limit holds back what people do until someone acts.</summary>
    Stopped,
}
