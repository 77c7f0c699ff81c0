using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Components.Badges;

namespace Governance.Portal.Operations.Monitoring.Alerts;

/// <summary>How an alert of a list stands, in a colour and a word.</summary>
internal static class AlertStanding
{
    /// <summary>Its colour: that of its level, whatever raised it.</summary>
    public static Tone ToneOf(AlertView alert) => alert.Level is DriftLevel.Alert ? Tone.Fail : Tone.Warn;

    /// <summary>Its level, in a word.</summary>
    public static string LevelOf(AlertView alert) => alert.Level is DriftLevel.Alert ? "Alert" : "Warning";

    /// <summary>Where it stands, in a word.</summary>
    public static string State(AlertView alert, DateTimeOffset now) =>
        alert switch
        {
            { State: AlertState.Resolved } => "Resolved",
            _ when alert.IsSilent(now) => "Silenced",
            { State: AlertState.Acknowledged } => "Acknowledged",
            _ => "Open",
        };
}
