using Governance.Domain.Audit;

namespace Governance.Domain.Integrations.Formats;

/// <summary>How much an event matters to who watches.</summary>
public enum EventSeverity
{
    /// <summary>The usual.</summary>
    Informational,

    /// <summary>Rights or rules changed.</summary>
    Low,

    /// <summary>Something was refused, failed or was raised.</summary>
    Medium,

    /// <summary>Someone should look now.</summary>
    High,

    /// <summary>The record itself cannot be trusted.</summary>
    Critical,
}

/// <summary>The one table of severities; docs/integrations.md has it in words.</summary>
public static class EventSeverities
{
    private static readonly string[] s_critical = [LoggedEvent.UnreadableAction, "artifact.altered", "artifact.missing"];
    private static readonly string[] s_high =
    [
        "override.granted",
        "override.used",
        "user.locked",
        "integration.disabled",
        "deployment.rolled-back",
        "log.continued",
        "backup.failed",
        "backup.late",
        "backup.rehearsal-failed",
        "backup.rehearsal-late",
        "agent.stopped",
        "agents.stopped",
    ];
    private static readonly string[] s_medium =
    [
        "session.refused",
        "alert.raised",
        "promotion.rejected",
        "promotion.revoked",
        "promotion.voided",
        "report.failed",
        "hook.failed",
        "override.requested",
        "integration.given-up",
        "risk.acceptance-expired",
        "training.run-unpermitted",
    ];
    private static readonly string[] s_low =
    [
        "role.granted",
        "role.revoked",
        "role.scope-changed",
        "key.created",
        "key.revoked",
        "policy.activated",
        "user.created",
        "user.disabled",
        "user.enabled",
        "delegation.granted",
        "waiver.granted",
        "agent.resumed",
    ];

    /// <summary>Severity of an event.</summary>
    public static EventSeverity Of(LoggedEvent e)
    {
        ArgumentNullException.ThrowIfNull(e);
        return e switch
        {
            _ when s_critical.Contains(e.Action) => EventSeverity.Critical,
            _ when s_high.Contains(e.Action) => EventSeverity.High,
            { Refused: true } => EventSeverity.Medium,
            { Action: "incident.opened" } => e.Text("severity") is "severe" or "high" ? EventSeverity.High : EventSeverity.Medium,
            { Action: "posture.changed" } => e.Text("state") is "out" ? EventSeverity.High : EventSeverity.Informational,
            { Action: "gate.evaluated" } => e.Text("gateOutcome") is "fail" or "error" ? EventSeverity.Medium : EventSeverity.Informational,
            _ when s_medium.Contains(e.Action) => EventSeverity.Medium,
            _ when s_low.Contains(e.Action) || e.Action.StartsWith("integration.", StringComparison.Ordinal) => EventSeverity.Low,
            _ => EventSeverity.Informational,
        };
    }

    /// <summary>In CEF: 0 to 10.</summary>
    public static int Cef(EventSeverity severity) =>
        severity switch
        {
            EventSeverity.Informational => 1,
            EventSeverity.Low => 3,
            EventSeverity.Medium => 5,
            EventSeverity.High => 8,
            EventSeverity.Critical => 10,
        };

    /// <summary>In OCSF: 1 informational to 5 critical.</summary>
    public static int Ocsf(EventSeverity severity) => (int)severity + 1;

    /// <summary>In syslog: 5 notice, 4 warning, 3 error.</summary>
    public static int Syslog(EventSeverity severity) =>
        severity switch
        {
            EventSeverity.Informational or EventSeverity.Low => 5,
            EventSeverity.Medium => 4,
            EventSeverity.High or EventSeverity.Critical => 3,
        };
}
