using Governance.Domain.Training;
using Governance.Portal.Kernel.Components.Badges;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Approvals.Training;

/// <summary>Words for how far a request to train is.</summary>
internal static class TrainingLabels
{
    public static (Tone Tone, string Word) Of(TrainingState state) =>
        state switch
        {
            TrainingState.Waiting => (Tone.Idle, "Waiting"),
            TrainingState.Approved => (Tone.Pass, "Approved"),
            TrainingState.Refused => (Tone.Fail, T.Sense("Refused", "a request")),
            _ => (Tone.Fail, "Revoked"),
        };

    /// <summary>What one of those who were asked has answered.</summary>
    public static (Tone Tone, string Word) OfAnswer(string? outcome) =>
        outcome switch
        {
            "allow" => (Tone.Pass, "Allowed"),
            "deny" => (Tone.Fail, T.Sense("Refused", "a request")),
            _ => (Tone.Idle, "Waiting"),
        };

    public static (Tone Tone, string Word) Of(TrainingVerdict verdict) =>
        verdict switch
        {
            TrainingVerdict.Covered => (Tone.Pass, "Covered"),
            TrainingVerdict.CoveredInPart => (Tone.Warn, "Partly covered"),
            TrainingVerdict.PermitExpired => (Tone.Fail, "Permit expired"),
            TrainingVerdict.PermitRevoked => (Tone.Fail, "Permit revoked"),
            _ => (Tone.Fail, "No permit"),
        };

    public static string Of(TrainingGapReason why) =>
        why switch
        {
            TrainingGapReason.NotNamed => "not named in the permit",
            TrainingGapReason.OtherVersion => "not the version in the permit",
            TrainingGapReason.OtherPurpose => "permit for another purpose",
            TrainingGapReason.PermitExpired => "permit expired",
            TrainingGapReason.PermitRevoked => "permit revoked",
            _ => "no permit",
        };
}
