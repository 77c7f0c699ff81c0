using System.Text;
using Governance.Domain.Decisions;
using Governance.Domain.Explanations;
using Governance.Localisation;
using Governance.Portal.Kernel.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Compliance.Explanations;

/// <summary>
/// The explanation in plain language, made of fixed sentences over what is on record: the role of the system in the decision, then its
/// main elements, as Art. 86(1) asks. What is not on record is said not to be.
/// </summary>
internal static class ExplanationText
{
    /// <summary>Writes it in a language.</summary>
    public static string Of(ExplanationFacts facts, string language)
    {
        using var _ = Languages.Use(language);
        var text = new StringBuilder();
        Part(
            text,
            [T["You asked us to explain the decision of {0}. In our records it has the number {1}.", Day(facts.At), facts.DecisionId]]
        );
        Part(text, Role(facts));
        Part(text, People(facts));
        Part(text, Elements(facts));
        Part(
            text,
            [
                T[
                    "The data about you that was used is part of our records. "
                        + "You can ask us for a copy of it (Article 15 of the General Data Protection Regulation)."
                ],
                T[
                    "If you think that the rules for AI systems were broken, "
                        + "you can complain to the market surveillance authority (Article 85 of Regulation (EU) 2024/1689)."
                ],
            ]
        );
        return text.ToString().TrimEnd();
    }

    /// <summary>A day as letters have it.</summary>
    public static string Day(DateTimeOffset at) => Shapes.In(at.UtcDateTime, "d MMMM yyyy");

    private static IEnumerable<string> Role(ExplanationFacts facts)
    {
        yield return facts.Systems.Count switch
        {
            0 => T["An AI system was used for this decision. Its name and purpose are not on record."],
            1 => T[
                "The AI system “{0}” was used for this decision. Its purpose: {1}",
                facts.Systems[0].Name,
                Ended(facts.Systems[0].Purpose)
            ],
            _ => T[
                "An AI system was used for this decision. Its model is part of more than one system: {0}.",
                string.Join(", ", facts.Systems.Select(s => T["“{0}”", s.Name]))
            ],
        };
        yield return T["Its model is “{0}”, version {1}.", facts.Model, facts.Version];
        if (facts.IsErased)
        {
            yield return T["The result that the system gave was erased at the end of its retention period. It is no longer known."];
            yield break;
        }

        yield return (facts.Result, facts.Score) switch
        {
            ({ } result, { } score) => T[
                "The system gave the result “{0}”, with a score of {1} on a scale from 0 to 1.",
                Plain(result),
                Formats.Number(score, 3)
            ],
            (null, { } score) => T[
                "The system gave a score of {0} on a scale from 0 to 1. A result in words is not on record.",
                Formats.Number(score, 3)
            ],
            ({ } result, null) => T["The system gave the result “{0}”. A score is not on record.", Plain(result)],
            _ => T["The result that the system gave is not on record."],
        };
        yield return facts.Action is { } action
            ? T["The action then taken is recorded as “{0}”.", Plain(action)]
            : T["It is not on record whether the result was followed without a change."];
    }

    private static IEnumerable<string> People(ExplanationFacts facts)
    {
        yield return facts switch
        {
            { IsReviewed: true, Review: { } review } => T[
                "A person looked at the decision before it took effect. What they did is recorded as “{0}”.",
                Plain(review)
            ],
            { IsReviewed: true } => T["A person looked at the decision before it took effect. What they did is not on record."],
            { IsReviewed: false } => T["There is no record that a person looked at the decision before it took effect."],
            _ => T["It is no longer known whether a person looked at the decision before it took effect."],
        };
        if (facts.Overrides.Count == 0)
        {
            yield return T["No person has decided otherwise since then."];
        }

        foreach (var given in facts.Overrides)
        {
            yield return T[
                "On {0} a person decided otherwise: since then the result has been “{1}”. The reason on record: {2}.",
                Day(given.At),
                Plain(given.Outcome),
                T[Words(given.Reason)]
            ];
        }
    }

    private static IEnumerable<string> Elements(ExplanationFacts facts)
    {
        if (facts.Elements.Count == 0)
        {
            yield return facts.IsErased
                ? T["The record of the elements with the most weight was erased at the end of its retention period. It is no longer known."]
                : T["It is not on record which elements had the most weight in this decision."];
            yield break;
        }

        yield return T["These elements had the most weight in the system's score, the strongest first:"]
            + "\n"
            + string.Join('\n', facts.Elements.Select(e => $"• {Plain(e.Name)}: {T[Direction(e.Attribution)]}"));
    }

    private static string Direction(double attribution) =>
        attribution > 0 ? "raised the score"
        : attribution < 0 ? "lowered the score"
        : "left the score as it was";

    private static string Words(OverrideReason reason) =>
        reason switch
        {
            OverrideReason.InputError => "the data that the system was given was wrong or incomplete",
            OverrideReason.ModelError => "the system's result was wrong although its data was right",
            OverrideReason.NewInformation => "there were facts that the system does not see",
            OverrideReason.PolicyException => "a rule overrides the system's result",
            OverrideReason.Appeal => "the person concerned contested the decision",
            OverrideReason.Fairness => "people would have been treated unequally",
            OverrideReason.Other => "another reason",
        };

    // Names and results are sent by programs: age_group is read as age group.
    private static string Plain(string name) => name.Replace('_', ' ').Trim();

    private static string Ended(string sentence) => sentence.TrimEnd() is var text && text.EndsWith('.') ? text : $"{text}.";

    private static void Part(StringBuilder text, IEnumerable<string> sentences) => text.AppendJoin(' ', sentences).Append("\n\n");
}
