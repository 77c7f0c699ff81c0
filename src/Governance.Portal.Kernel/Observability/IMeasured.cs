namespace Governance.Portal.Kernel.Observability;

/// <summary>
/// A job or queue that says how long it works. It is given its meter when the server starts, by the one who starts measuring: forty
/// constructors need not pass it on.
/// </summary>
internal interface IMeasured
{
    /// <summary>Where it records; null while nothing is measured.</summary>
    PortalMeter? Meter { get; set; }
}
