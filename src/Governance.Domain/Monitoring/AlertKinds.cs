namespace Governance.Domain.Monitoring;

/// <summary>How gates, and with them postures, use an alert of a kind.</summary>
public enum AlertUse
{
    /// <summary>It counts for every rule <c>no_open_alerts</c> that names no kinds, and for those that name it.</summary>
    Counts,

    /// <summary>It counts only for a rule that names it.</summary>
    OnlyNamed,

    /// <summary>No rule can name it: a gate or a posture raised it, and must not keep itself shut.</summary>
    Never,
}

/// <summary>
/// What is known of each kind of alert, once: what gates read, documents list and rules can name is compared with it (docs/monitoring.md).
/// </summary>
public static class AlertKinds
{
    /// <summary>How long decisions of the kind have to stay away before the alert about them is over by itself.</summary>
    public static readonly TimeSpan TrafficQuiet = TimeSpan.FromHours(24);

    /// <summary>How gates and postures use it.</summary>
    public static AlertUse UseOf(AlertRule rule) =>
        rule switch
        {
            AlertRule.PolicyViolation or AlertRule.OutOfPolicy => AlertUse.Never,
            // Another tool's limit is no one's here; a change of data is no measurement; a server that is away says nothing of the agent.
            AlertRule.ForeignMonitor or AlertRule.DataChange or AlertRule.LineageChange or AlertRule.ServerSilent => AlertUse.OnlyNamed,
            AlertRule.OutsideReference
            or AlertRule.UnseenCategory
            or AlertRule.PersonalDataInOutput
            or AlertRule.SecretInOutput
            or AlertRule.Drift
            or AlertRule.ProtectedMix
            or AlertRule.Performance
            or AlertRule.Fairness
            or AlertRule.Quality
            or AlertRule.Business
            or AlertRule.Evaluation
            or AlertRule.RetiredTraffic
            or AlertRule.LateData
            or AlertRule.OverdueValidation
            or AlertRule.ToolsChanged
            or AlertRule.AgentRun
            or AlertRule.Guardrail
            or AlertRule.UnpermittedTraining
            or AlertRule.UnauthorisedTraffic
            or AlertRule.ShadowDecided
            or AlertRule.InstructionsInInput => AlertUse.Counts,
        };

    /// <summary>
    /// True for what decisions themselves bear witness of: it is over when they stop, or when someone of the second line says so, and puts
    /// what decides out of policy until then.
    /// </summary>
    public static bool IsTraffic(AlertRule rule) =>
        rule is AlertRule.RetiredTraffic or AlertRule.UnauthorisedTraffic or AlertRule.ShadowDecided;
}
