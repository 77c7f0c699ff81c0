using Governance.Domain.Decisions;

namespace Governance.Portal.Operations.Decisions;

/// <summary>Decisions in words.</summary>
internal static class DecisionText
{
    public static string Of(OverrideReason reason) =>
        reason switch
        {
            OverrideReason.InputError => "Input wrong or incomplete",
            OverrideReason.ModelError => "Output wrong",
            OverrideReason.NewInformation => "Facts the model does not see",
            OverrideReason.PolicyException => "A rule that overrides the model",
            OverrideReason.Appeal => "Contested by the person concerned",
            OverrideReason.Fairness => "Unequal treatment",
            OverrideReason.Other => "Other",
        };

    public static string Of(FieldRule rule) =>
        rule switch
        {
            FieldRule.Store => "Stored",
            FieldRule.Mask => "Masked",
            FieldRule.Drop => "Left out",
        };

    /// <summary>Why the version should not have decided, as a mark of the decision.</summary>
    public static string Contradiction(TrafficReason reason) =>
        reason switch
        {
            TrafficReason.Held => "Decided while held by an incident",
            TrafficReason.Stopped => "Decided while stopped",
            TrafficReason.Retired => "Decided after retirement",
            TrafficReason.ShadowActs => "Decided in shadow",
            TrafficReason.ExperimentNotRunning => "Decided outside of a running experiment",
            TrafficReason.NotApproved => "Decided without approval",
        };

    public static string Href(string decisionId) => "/decisions/" + Uri.EscapeDataString(decisionId);
}
