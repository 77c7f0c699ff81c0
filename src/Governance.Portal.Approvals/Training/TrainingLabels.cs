using Governance.Domain.Training;
using Governance.Portal.Kernel.Components.Badges;

namespace Governance.Portal.Approvals.Training;

/// <summary>Words for how far a request to train is.</summary>
internal static class TrainingLabels
{
    public static (Tone Tone, string Word) Of(TrainingState state) =>
        state switch
        {
            TrainingState.Waiting => (Tone.Warn, "Waiting"),
            TrainingState.Approved => (Tone.Pass, "Approved"),
            TrainingState.Refused => (Tone.Fail, "Refused"),
            _ => (Tone.Fail, "Revoked"),
        };
}
