using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Contracts;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Administration.Admin.Health;

/// <summary>Words and colours of the page.</summary>
internal static class HealthText
{
    /// <summary>The word of a part's state.</summary>
    public static string Of(HealthState state) =>
        state switch
        {
            HealthState.Well => "OK",
            HealthState.Off => "Not in use",
            HealthState.Impaired => "Needs attention",
            HealthState.Stopped => "Limit reached",
        };

    /// <summary>Its colour.</summary>
    public static Tone Tone(HealthState state) =>
        state switch
        {
            HealthState.Well => Kernel.Components.Badges.Tone.Pass,
            HealthState.Off => Kernel.Components.Badges.Tone.Idle,
            HealthState.Impaired => Kernel.Components.Badges.Tone.Warn,
            HealthState.Stopped => Kernel.Components.Badges.Tone.Fail,
        };

    /// <summary>What the load balancer is told, in a word for people.</summary>
    public static string Of(NodeReadiness node) =>
        node.Status switch
        {
            "ready" => T.Sense("Ready", "of a service"),
            "degraded" => "Ready, with limitations",
            _ => "Not ready: the load balancer sends no traffic here",
        };

    /// <summary>Its colour.</summary>
    public static Tone Tone(NodeReadiness node) =>
        node.Status switch
        {
            "ready" => Kernel.Components.Badges.Tone.Pass,
            "degraded" => Kernel.Components.Badges.Tone.Warn,
            _ => Kernel.Components.Badges.Tone.Fail,
        };
}
