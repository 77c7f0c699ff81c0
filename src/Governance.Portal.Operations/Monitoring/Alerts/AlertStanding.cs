using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Components.Badges;

namespace Governance.Portal.Operations.Monitoring.Alerts;

/// <summary>How an alert of a list stands, in a colour and a word.</summary>
internal static class AlertStanding
{
    /// <summary>Its colour.</summary>
    public static Tone ToneOf(AlertView alert) =>
        alert.Level is DriftLevel.Alert || alert.Rule is AlertRule.SecretInOutput or AlertRule.PersonalDataInOutput ? Tone.Fail : Tone.Warn;

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
