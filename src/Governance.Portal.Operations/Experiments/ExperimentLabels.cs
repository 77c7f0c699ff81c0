using Governance.Domain.Experiments;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Badges;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Experiments;

/// <summary>Words for experiments.</summary>
internal static class ExperimentLabels
{
    public static string Of(ExperimentKind kind) =>
        kind switch
        {
            ExperimentKind.Shadow => "Shadow",
            ExperimentKind.Canary => "Canary",
            ExperimentKind.Ab => "A/B test",
            _ => "Pilot",
        };

    public static string Of(ExperimentState state) => state is ExperimentState.Concluded ? "Concluded" : Of(state, null, null).Word;

    public static (Tone Tone, string Word) Of(ExperimentState state, ExperimentStop? stop, ExperimentOutcome? outcome) =>
        (state, stop, outcome) switch
        {
            (ExperimentState.Planned, _, _) => (Tone.Warn, "Waiting for approval"),
            (ExperimentState.Approved, _, _) => (Tone.Info, "Approved"),
            (ExperimentState.Running, _, _) => (Tone.Info, "Running"),
            (ExperimentState.Stopped, ExperimentStop.Guardrail, _) => (Tone.Fail, "Stopped by a guardrail"),
            (ExperimentState.Stopped, ExperimentStop.Success, _) => (Tone.Pass, "Challenger is better"),
            (ExperimentState.Stopped, ExperimentStop.ShadowDecided, _) => (Tone.Fail, "The shadow decided"),
            (ExperimentState.Stopped, ExperimentStop.PlannedSize, _) => (Tone.Warn, "No difference found"),
            (ExperimentState.Stopped, _, _) => (Tone.Warn, T.Sense("Stopped", "for good")),
            (ExperimentState.Concluded, _, ExperimentOutcome.Ship) => (Tone.Pass, "Challenger ships"),
            (ExperimentState.Concluded, _, _) => (Tone.Idle, "Champion stays"),
            _ => (Tone.Fail, T.Sense("Refused", "a request")),
        };

    public static (Tone Tone, string Word) Of(ExperimentMetricView metric) =>
        (metric.Role, metric.Found, metric.Difference) switch
        {
            (_, _, null) => (Tone.Idle, "No data yet"),
            ("primary", true, _) => (Tone.Pass, "Better, as planned"),
            ("primary", false, _) => (Tone.Warn, "Not demonstrated yet"),
            (_, true, _) => (Tone.Fail, "Limit exceeded"),
            _ => (Tone.Pass, "Within the limit"),
        };

    public static string Decision(string outcome) =>
        outcome switch
        {
            "approve" => "Approved",
            "refuse" => T.Sense("Refused", "a request"),
            RollBackChallenger.Outcome => "Rolled back",
            "ship" => "Challenger ships",
            _ => "Champion stays",
        };

    /// <summary>A share of the traffic; nothing in shadow.</summary>
    public static string Share(double share) => Formats.Percent(share);
}
