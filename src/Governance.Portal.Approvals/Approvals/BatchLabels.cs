using Governance.Domain.Approvals;
using Governance.Portal.Kernel.Components.Badges;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>A decision as the form of a batch gives it.</summary>
public sealed record BatchChoice(SignOffDecision Decision, string? Comment, string? Condition);

/// <summary>How a batch speaks of its requests.</summary>
internal static class BatchLabels
{
    public static (Tone Tone, string Word) Of(BatchLine line) =>
        line.State switch
        {
            BatchLineState.Unseen => (Tone.Idle, "Not opened"),
            BatchLineState.LookedAt => (Tone.Info, "Viewed"),
            BatchLineState.Skipped => (Tone.Idle, "Skipped"),
            BatchLineState.Decided => (ToneOf(line.Decision!.Value), Of(line.Decision!.Value)),
        };

    public static string Of(SignOffDecision decision) =>
        decision switch
        {
            SignOffDecision.Approve => "Approve",
            SignOffDecision.ApproveWithCondition => "Approve with condition",
            SignOffDecision.RequestChanges => "Request changes",
            SignOffDecision.Reject => "Reject",
        };

    private static Tone ToneOf(SignOffDecision decision) =>
        decision switch
        {
            SignOffDecision.Approve or SignOffDecision.ApproveWithCondition => Tone.Pass,
            SignOffDecision.RequestChanges => Tone.Warn,
            SignOffDecision.Reject => Tone.Fail,
        };
}
