using Governance.Data.Audit.Records;
using Governance.Domain.Monitoring;

namespace Governance.Portal.Kernel.Facts;

/// <summary>Open alerts, as decisions have them compared with the log.</summary>
public static class OpenAlerts
{
    /// <summary>Those of versions of this name: one that was given to another model still names the version.</summary>
    public static RecordsAsked Of(string version) =>
        RecordsAsked.Of<Alert>(nameof(Alert.Version), version).And(nameof(Alert.State), AlertState.Open, AlertState.Acknowledged);
}
