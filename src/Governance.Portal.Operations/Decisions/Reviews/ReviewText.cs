using System.Globalization;
using Governance.Domain.Decisions.Reviews;
using Governance.Localisation;
using Governance.Portal.Kernel.Components.Badges;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Decisions.Reviews;

/// <summary>Reviews in words.</summary>
internal static class ReviewText
{
    public static (Tone Tone, string Word) Of(ReviewState state) =>
        state switch
        {
            ReviewState.Open => (Tone.Warn, "To be reviewed"),
            ReviewState.Escalated => (Tone.Warn, "Escalated"),
            ReviewState.Confirmed => (Tone.Pass, "Confirmed"),
            ReviewState.Overridden => (Tone.Info, "Overridden"),
            ReviewState.Lapsed => (Tone.Idle, "Lapsed"),
        };

    public static string Of(ReviewRuleKind kind) =>
        kind switch
        {
            ReviewRuleKind.ConfidenceBand => "Score band",
            ReviewRuleKind.Outcome => "Outcome",
            ReviewRuleKind.Group => "Group",
            ReviewRuleKind.Amount => "Amount",
            ReviewRuleKind.RandomShare => "Random share",
            ReviewRuleKind.All => "All decisions",
        };

    /// <summary>A rule in one line, in the language of the source, as records and the API have it.</summary>
    public static string Of(ReviewRule rule) => Of(rule, CultureInfo.InvariantCulture);

    /// <summary>A rule in one line, in the language and the words of the page: records call the model's score its confidence.</summary>
    public static string Said(ReviewRule rule) =>
        rule.Kind switch
        {
            ReviewRuleKind.Group => T["Group {0} = {1}", rule.Field, rule.Value],
            ReviewRuleKind.ConfidenceBand => T["Score from {0} to {1}", Score(rule.Low), Score(rule.High)],
            _ => T.Recorded(Of(rule, Shapes.Culture)),
        };

    private static string Of(ReviewRule rule, CultureInfo culture) =>
        rule.Kind switch
        {
            ReviewRuleKind.ConfidenceBand => $"Confidence from {Number(rule.Low, culture)} to {Number(rule.High, culture)}",
            ReviewRuleKind.Outcome => $"Outcome is {rule.Value}",
            ReviewRuleKind.Group => $"Group {rule.Field} = {rule.Value}",
            ReviewRuleKind.Amount => $"Amount {rule.Field} > {Number(rule.Above, culture)}",
            ReviewRuleKind.RandomShare => $"A random {Number(rule.Share * 100, culture)} % of decisions",
            ReviewRuleKind.All => "All decisions",
        };

    public static string Href(DecisionReviewId id) => $"{ReviewsPage.Address}/{id}";

    // Three digits as the score beside it, and a fourth where the rule has one.
    private static string Score(double? value) => (value ?? 0).ToString("0.000#", Shapes.Culture);

    private static string Number(double? value, CultureInfo culture) => (value ?? 0).ToString("0.####", culture);
}
