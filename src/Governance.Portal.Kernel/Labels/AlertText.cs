using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Components;

namespace Governance.Portal.Kernel.Labels;

/// <summary>Alerts in words.</summary>
public static class AlertText
{
    public static string Of(AlertRule rule) =>
        rule switch
        {
            AlertRule.OutsideReference => "Value outside the reference",
            AlertRule.UnseenCategory => "Category not in the reference",
            AlertRule.PersonalDataInOutput => "Personal data in an output",
            AlertRule.SecretInOutput => "Secret in an output",
            AlertRule.Drift => "Drift",
            AlertRule.ProtectedMix => "Distribution of a protected attribute",
            AlertRule.Performance => "Worse than the reference",
            AlertRule.Fairness => "Groups treated differently",
            AlertRule.Quality => "Data quality",
            AlertRule.Business => "Business figure outside its limits",
            AlertRule.Evaluation => "Evaluation worse than the first",
            AlertRule.PolicyViolation => "Policy violation",
            AlertRule.DataChange => "Training data changed",
            AlertRule.LineageChange => "Lineage changed",
            AlertRule.RetiredTraffic => "Traffic after retirement",
            AlertRule.LateData => "Late data",
            AlertRule.OutOfPolicy => "Out of policy",
            AlertRule.OverdueValidation => "Validation overdue",
            AlertRule.ToolsChanged => "Tools differ from those approved",
            AlertRule.ServerSilent => "Tool server does not answer",
            AlertRule.AgentRun => "Agent run",
            AlertRule.Guardrail => "Experiment guardrail",
            AlertRule.UnpermittedTraining => "Training without a permit",
            AlertRule.ForeignMonitor => "Monitor of another tool",
            AlertRule.UnauthorisedTraffic => "Decides without approval",
            AlertRule.ShadowDecided => "Shadow that decides",
            AlertRule.InstructionsInInput => "Instruction-like input",
        };

    /// <summary>What an alert of this rule was seen in, one of them.</summary>
    public static string SeenIn(AlertRule rule) =>
        rule switch
        {
            AlertRule.OutsideReference
            or AlertRule.UnseenCategory
            or AlertRule.PersonalDataInOutput
            or AlertRule.SecretInOutput
            or AlertRule.InstructionsInInput
            or AlertRule.RetiredTraffic
            or AlertRule.UnauthorisedTraffic
            or AlertRule.ShadowDecided => "decision",
            AlertRule.PolicyViolation => "gate run",
            AlertRule.DataChange => "version",
            AlertRule.LineageChange => "lineage event",
            AlertRule.LateData
            or AlertRule.OverdueValidation
            or AlertRule.ToolsChanged
            or AlertRule.ServerSilent
            or AlertRule.Guardrail
            or AlertRule.ForeignMonitor => "check",
            AlertRule.OutOfPolicy => "judgement",
            AlertRule.AgentRun or AlertRule.UnpermittedTraining => "run",
            AlertRule.Drift
            or AlertRule.ProtectedMix
            or AlertRule.Performance
            or AlertRule.Fairness
            or AlertRule.Quality
            or AlertRule.Business
            or AlertRule.Evaluation => "window",
        };

    /// <summary>"PSI 0.33", "4.1 %": the value in the unit of its rule; null where there is none.</summary>
    public static string? Value(AlertRule rule, string field, double? value) =>
        value is not { } known
            ? null
            : rule switch
            {
                AlertRule.Drift or AlertRule.ProtectedMix => $"PSI {Formats.Psi(known)}",
                AlertRule.Performance => Formats.Score(known),
                AlertRule.Fairness => $"{Formats.Percent(known)} apart",
                AlertRule.Quality => Formats.Plural((long)known, "check"),
                AlertRule.Business => Formats.Number(known, 2),
                AlertRule.ForeignMonitor => Formats.Number(known, 3),
                AlertRule.Evaluation => EvaluationText.Value(field, known),
                _ => null,
            };
}
