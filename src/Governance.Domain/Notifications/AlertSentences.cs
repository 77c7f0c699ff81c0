using Governance.Domain.Monitoring;

namespace Governance.Domain.Notifications;

/// <summary>What an alert found, as one sentence: "False negative rate 38.7 %, worse than the reference".</summary>
internal static class AlertSentences
{
    /// <summary>True when what it is about has a name of ours; columns and rules keep the names that people gave them.</summary>
    public static bool IsOurWord(AlertRule rule) =>
        rule
            is AlertRule.Performance
                or AlertRule.Business
                or AlertRule.Evaluation
                or AlertRule.PersonalDataInOutput
                or AlertRule.SecretInOutput
                or AlertRule.LateData
                or AlertRule.AgentRun
                or AlertRule.UnauthorisedTraffic;

    /// <summary>The sentence.</summary>
    /// <param name="rule">What raised the alert.</param>
    /// <param name="field">The column, the metric or the kind of what was found, in the words of the reader.</param>
    /// <param name="value">The value with its unit; empty where there is none.</param>
    public static FormattableString Of(AlertRule rule, string field, string value)
    {
        var measured = value.Length > 0;
        return rule switch
        {
            AlertRule.Performance => measured
                ? (FormattableString)$"{field} {value}, worse than the reference"
                : $"{field} is worse than the reference",
            AlertRule.Evaluation => measured
                ? (FormattableString)$"{field} {value}, worse than the first evaluation"
                : $"{field} is worse than in the first evaluation",
            AlertRule.Drift => measured ? (FormattableString)$"Drift of {field} ({value})" : $"Drift of {field}",
            AlertRule.ProtectedMix => measured
                ? (FormattableString)$"Population shift in a protected attribute: {field} ({value})"
                : $"Population shift in a protected attribute: {field}",
            AlertRule.Fairness => measured ? (FormattableString)$"Results differ by {field}: gap of {value}" : $"Results differ by {field}",
            AlertRule.Quality => measured ? (FormattableString)$"Data quality: {value} failed" : $"Data quality checks failed",
            AlertRule.Business => measured
                ? (FormattableString)$"{field} is {value}, outside its limits"
                : $"{field} is outside its limits",
            AlertRule.OutsideReference => $"Value outside the range of the reference: {field}",
            AlertRule.UnseenCategory => $"Category that the reference does not contain: {field}",
            AlertRule.PersonalDataInOutput => $"Personal data in output: {field}",
            AlertRule.SecretInOutput => $"Secret in output: {field}",
            AlertRule.InstructionsInInput => $"Input that reads like instructions: {field}",
            AlertRule.PolicyViolation => $"Policy rule not met: {field}",
            AlertRule.DataChange => $"Training data changed: {field}",
            AlertRule.LineageChange => $"Lineage changed: {field}",
            AlertRule.RetiredTraffic => $"Traffic after retirement: version {field}",
            AlertRule.LateData => $"Data is late: {field}",
            AlertRule.OutOfPolicy => $"Out of policy: {field}",
            AlertRule.OverdueValidation => $"Validation overdue: {field}",
            AlertRule.ToolsChanged => $"Tools differ from those approved: {field}",
            AlertRule.ServerSilent => $"Tool server does not answer: {field}",
            AlertRule.AgentRun => $"Agent run: {field}",
            AlertRule.Guardrail => $"A guardrail stopped an experiment: {field}",
            AlertRule.UnpermittedTraining => $"Training without a permit: {field}",
            AlertRule.UnauthorisedTraffic => $"Decides without approval: version {field}",
            AlertRule.ForeignMonitor => measured
                ? (FormattableString)$"Monitor of another tool: {field} ({value})"
                : $"Monitor of another tool: {field}",
            AlertRule.ShadowDecided => $"A shadow decided: {field}",
        };
    }
}
