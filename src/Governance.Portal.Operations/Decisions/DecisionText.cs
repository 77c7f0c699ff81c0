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

    public static string Href(string decisionId) => "/decisions/" + Uri.EscapeDataString(decisionId);
}
