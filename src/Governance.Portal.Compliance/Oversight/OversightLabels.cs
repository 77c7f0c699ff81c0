using Governance.Domain.Oversight;
using Governance.Portal.Kernel.Components.Badges;

namespace Governance.Portal.Compliance.Oversight;

/// <summary>Rosters and tests in words.</summary>
internal static class OversightLabels
{
    public static string Of(OversightAuthority authority) =>
        authority switch
        {
            OversightAuthority.Stop => "May stop the system",
            OversightAuthority.Override => "May override individual decisions",
            OversightAuthority.StopAndOverride => "May stop the system and override decisions",
        };

    public static string Of(StopTestResult result) =>
        result switch
        {
            StopTestResult.Stopped => "System stopped",
            StopTestResult.Failed => "System did not stop",
        };

    public static (Tone Tone, string Word) State(StopTestState state) =>
        state switch
        {
            StopTestState.Recorded => (Tone.Warn, "Waiting for confirmation"),
            StopTestState.Confirmed => (Tone.Pass, "Confirmed"),
            StopTestState.Declined => (Tone.Idle, "Declined"),
        };

    public static (Tone Tone, string Word) Standing(OverseerView overseer) =>
        overseer.Standing switch
        {
            // Who lacks a record that the organisation requires oversees all the same, and is not in order.
            OverseerStanding.Counts => (overseer.Lacks.Count == 0 ? Tone.Pass : Tone.Warn, "Oversees"),
            OverseerStanding.Untrained => (Tone.Fail, "Training missing"),
            OverseerStanding.Lapsed => (Tone.Fail, "Training expired"),
            OverseerStanding.NotYet => (Tone.Info, "Not started"),
            OverseerStanding.Over => (Tone.Idle, "Period ended"),
            OverseerStanding.Disabled => (Tone.Fail, "Account disabled"),
            OverseerStanding.Ended => (Tone.Idle, "Ended"),
        };
}
