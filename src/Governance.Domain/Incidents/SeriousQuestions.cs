using System.Text.Json.Nodes;
using Governance.Domain.Compliance;

namespace Governance.Domain.Incidents;

/// <summary>What a yes to a question means.</summary>
public enum SeriousEffect
{
    /// <summary>A kind of harm is there.</summary>
    Harm,

    /// <summary>Someone died.</summary>
    Death,

    /// <summary>The infringement is widespread.</summary>
    Widespread,
}

/// <summary>An answer. What no one knows counts as yes until someone does: the clocks of the law do not wait.</summary>
public enum SeriousAnswer
{
    /// <summary>It is so.</summary>
    Yes,

    /// <summary>It is not so.</summary>
    No,

    /// <summary>Not known yet.</summary>
    Unsure,
}

/// <summary>A question of the decision aid.</summary>
/// <param name="Id">Stable id: <c>SQ1</c>.</param>
/// <param name="Ask">The question.</param>
/// <param name="Why">Why it is asked.</param>
/// <param name="Reference">The provision it rests on.</param>
/// <param name="Effect">What a yes means.</param>
/// <param name="Harm">The kind of harm; null for what is none by itself.</param>
public sealed record SeriousQuestion(string Id, string Ask, string Why, string Reference, SeriousEffect Effect, string? Harm);

/// <summary>What the answers come to.</summary>
/// <param name="Serious">True when the incident is serious in the sense of the law, as far as is known.</param>
/// <param name="Harms">Kinds of harm that are there or not excluded.</param>
/// <param name="Death">True when someone died, or that is not excluded.</param>
/// <param name="Widespread">True when it is widespread, or that is not excluded.</param>
/// <param name="LegalBasis">The provisions that decide it.</param>
/// <param name="Unsure">Questions no one can answer yet.</param>
public sealed record SeriousFinding(
    bool Serious,
    IReadOnlyList<string> Harms,
    bool Death,
    bool Widespread,
    IReadOnlyList<string> LegalBasis,
    IReadOnlyList<string> Unsure
);

/// <summary>The decision aid: a few questions, each with its provision. It proposes; people decide and confirm.</summary>
/// <param name="Version">Version of the questions.</param>
/// <param name="Questions">The questions, in order.</param>
public sealed record SeriousQuestions(string Version, IReadOnlyList<SeriousQuestion> Questions)
{
    /// <summary>What the answers come to. Every question has to be answered.</summary>
    /// <param name="law">The law's data.</param>
    /// <param name="answers">Answers by question.</param>
    /// <param name="link">What is known of the link between the system and the harm.</param>
    public Result<SeriousFinding> Judge(SeriousIncidentLaw law, IReadOnlyDictionary<string, SeriousAnswer> answers, CausalLink link)
    {
        ArgumentNullException.ThrowIfNull(law);
        ArgumentNullException.ThrowIfNull(answers);
        if (answers.Keys.FirstOrDefault(id => Questions.All(q => q.Id != id)) is { } unknown)
        {
            return IncidentRefusals.QuestionUnknown(unknown);
        }

        if (Questions.FirstOrDefault(q => !answers.ContainsKey(q.Id)) is { } open)
        {
            return IncidentRefusals.QuestionOpen(open.Id);
        }

        var there = Questions.Where(q => answers[q.Id] is not SeriousAnswer.No).ToList();
        var death = there.Exists(q => q.Effect is SeriousEffect.Death);
        var harms = there.Select(q => q.Harm).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var widespread = there.Exists(q => q.Effect is SeriousEffect.Widespread);
        // Without a link to the system there is harm, but no incident of the system.
        var serious = link is not CausalLink.Excluded && there.Count > 0;
        List<string> basis = serious
            ?
            [
                .. harms.Select(id => law.Harms.First(h => h.Id == id).Reference),
                .. widespread ? [law.WidespreadReference] : Array.Empty<string>(),
                .. Triggered(law, death, harms, widespread).Select(c => c.Reference),
            ]
            : [];
        return new SeriousFinding(
            serious,
            harms,
            death,
            widespread,
            [.. basis.Distinct(StringComparer.Ordinal)],
            [.. Questions.Where(q => answers[q.Id] is SeriousAnswer.Unsure).Select(q => q.Id)]
        );
    }

    /// <summary>Whether a clock counts under a finding, and why.</summary>
    public static (bool Triggered, string Why) Clock(SeriousIncidentLaw law, LegalClockRule rule, SeriousFinding finding, CausalLink link)
    {
        ArgumentNullException.ThrowIfNull(law);
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(finding);
        if (!finding.Serious)
        {
            return (
                false,
                link is CausalLink.Excluded && (finding.Harms.Count > 0 || finding.Widespread)
                    ? "A link between the system and the harm is excluded."
                    : "No harm within the meaning of Art. 3(49), and not widespread."
            );
        }

        var titles = string.Join("; ", finding.Harms.Select(id => law.Harms.First(h => h.Id == id).Title));
        return rule.Id switch
        {
            SeriousIncidentLaw.Ten => finding.Death
                ? (true, "A person died, or a death cannot be ruled out.")
                : (false, "No one died, and no death is suspected."),
            SeriousIncidentLaw.Two => finding.Widespread ? (true, "Widespread, or this cannot be ruled out.")
            : Infrastructure(law, finding.Harms) is { } harm ? (true, harm.Title + ".")
            : (false, "No critical infrastructure, and not widespread."),
            _ => (true, titles.Length > 0 ? $"Serious incident: {titles}." : "Serious incident: widespread."),
        };
    }

    /// <summary>Reads the questions.</summary>
    /// <exception cref="FormatException">The data is wrong; the message names the place.</exception>
    public static SeriousQuestions Read(JsonObject data, SeriousIncidentLaw law)
    {
        ArgumentNullException.ThrowIfNull(law);
        var root = ReferenceFields.Of(data, "incident-questions").Skip("schema_version", "note");
        var questions = new SeriousQuestions(
            root.Text("version"),
            [
                .. root.List("questions")
                    .Select(one =>
                    {
                        var effect = WireName.TryParse<SeriousEffect>(one.Text("effect"), out var known)
                            ? known
                            : throw new FormatException($"{one.Path}.effect: this must be harm, death or widespread.");
                        var question = new SeriousQuestion(
                            one.Text("id"),
                            one.Text("ask"),
                            one.Text("why"),
                            one.Text("ref"),
                            effect,
                            one.OptionalText("harm")
                        );
                        one.End();
                        return question;
                    }),
            ]
        );
        root.End();
        if (questions.Questions.FirstOrDefault(q => q.Harm is { } harm && law.Harms.All(h => h.Id != harm)) is { } dangling)
        {
            throw new FormatException($"incident-questions.{dangling.Id}: the harm {dangling.Harm} is not defined.");
        }

        if (law.Harms.FirstOrDefault(h => questions.Questions.All(q => q.Harm != h.Id)) is { } unasked)
        {
            throw new FormatException($"incident-questions: no question covers {unasked.Id}.");
        }

        return questions;
    }

    private static IEnumerable<LegalClockRule> Triggered(
        SeriousIncidentLaw law,
        bool death,
        IReadOnlyList<string> harms,
        bool widespread
    ) =>
        law.Clocks.Where(c =>
            c.Id switch
            {
                SeriousIncidentLaw.Ten => death,
                SeriousIncidentLaw.Two => widespread || Infrastructure(law, harms) is not null,
                _ => true,
            }
        );

    private static HarmKind? Infrastructure(SeriousIncidentLaw law, IReadOnlyList<string> harms) =>
        law.Harms.FirstOrDefault(h => h.Clock == SeriousIncidentLaw.Two && harms.Contains(h.Id));
}
