using Governance.Domain.Monitoring;

namespace Governance.Portal.Kernel.Labels;

/// <summary>Kinds of monitors in words.</summary>
public static class MonitorKinds
{
    /// <summary>What a monitor of this kind watches.</summary>
    public static string Of(MonitorKind kind) =>
        kind switch
        {
            MonitorKind.Drift => "Drift",
            MonitorKind.ProtectedMix => "Mix of protected attributes",
            MonitorKind.Performance => "Performance",
            MonitorKind.Fairness => "Fairness",
            MonitorKind.Quality => "Data quality",
            MonitorKind.Business => "Business figure",
            MonitorKind.Evaluation => "Evaluation",
        };
}
