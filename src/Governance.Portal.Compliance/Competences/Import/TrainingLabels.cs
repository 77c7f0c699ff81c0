using Governance.Portal.Kernel.Components.Badges;

namespace Governance.Portal.Compliance.Competences.Import;

/// <summary>Verdicts in words.</summary>
internal static class TrainingLabels
{
    public static (Tone Tone, string Word) Of(TrainingVerdict verdict) =>
        verdict switch
        {
            TrainingVerdict.Import => (Tone.Pass, "Will be recorded"),
            TrainingVerdict.Duplicate => (Tone.Idle, "Already on record"),
            TrainingVerdict.NotCompleted => (Tone.Idle, "Not completed"),
            TrainingVerdict.Wrong => (Tone.Fail, "Left out"),
        };
}
