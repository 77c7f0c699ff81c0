using Governance.Domain.Compliance;

namespace Governance.Portal.Tests.Compliance;

/// <summary>
/// Answers written short: <c>Q04=[uses,imports]; Q43=yes</c>. What is not said is answered as of a provider's harmless system.
/// </summary>
internal static class AnswerSheet
{
    private const string Harmless =
        "Q01=ai_system; Q02=offered_in_union; Q03=none; Q04=[builds_under_own_name]; Q05=[no]; Q10=no; Q11=no; Q12=no; Q13=no; Q14=no; "
        + "Q15=no; Q16=no; Q17=no; Q18=no; Q19=no;"
        + "Q30=no; Q40=[none]; Q50=no; Q51=no; Q52=no; Q53=no; Q54=no; Q60=no; Q70=[none]; Q80=not_yet; Q81=[none]";

    /// <summary>The harmless answers with others in their place; <c>Q40=-</c> leaves a question open.</summary>
    public static Dictionary<string, GivenAnswer> Of(string changes)
    {
        var answers = Only(Harmless);
        foreach (var (question, answer) in Only(changes))
        {
            answers[question] = answer;
        }

        return answers.Where(a => a.Value.Values is not ["-"]).ToDictionary(a => a.Key, a => a.Value, StringComparer.Ordinal);
    }

    /// <summary>These answers and no others.</summary>
    public static Dictionary<string, GivenAnswer> Only(string text)
    {
        var answers = new Dictionary<string, GivenAnswer>(StringComparer.Ordinal);
        foreach (
            var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(part => part.Split('=', 2))
        )
        {
            // What is said last counts.
            answers[part[0]] = part[1].StartsWith('[')
                ? GivenAnswer.Many(part[1].Trim('[', ']').Split(',', StringSplitOptions.RemoveEmptyEntries))
                : GivenAnswer.One(part[1]);
        }

        return answers;
    }
}
