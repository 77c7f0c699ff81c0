using Governance.Domain.Compliance;

namespace Governance.Domain.Intake;

/// <summary>What a hint is about.</summary>
public enum HintKind
{
    /// <summary>An answer points to a prohibited practice (Art. 5).</summary>
    Prohibited,

    /// <summary>An answer points to a use or an area of Annex III.</summary>
    AnnexIII,

    /// <summary>An answer points to a duty of transparency (Art. 50).</summary>
    Transparency,

    /// <summary>A question was answered with "not sure".</summary>
    Unsure,

    /// <summary>Decisions about people without review (Art. 22 GDPR).</summary>
    AutomatedDecision,

    /// <summary>Data that the law protects above others (Art. 9 and 10 GDPR).</summary>
    ProtectedData,

    /// <summary>People in a vulnerable position.</summary>
    Vulnerable,

    /// <summary>Data may leave the Union (Chapter V GDPR).</summary>
    ThirdCountry,

    /// <summary>Questions that were not answered.</summary>
    NotAnswered,
}

/// <summary>A hint for those who judge a proposal. It decides nothing.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Question">The question of the law's data that it follows from; null where it follows from the proposal itself.</param>
/// <param name="Values">What was chosen: values of the question, ids of practices, areas and uses.</param>
/// <param name="LegalBasis">Provisions it points to.</param>
public sealed record ScreeningHint(HintKind Kind, string? Question, IReadOnlyList<string> Values, IReadOnlyList<string> LegalBasis);

/// <summary>
/// What the answers of a proposal point to, by the questions of the law's own questionnaire. Pure. It is no classification: that has a
/// questionnaire of its own, which a person signs.
/// </summary>
public static class Screening
{
    private const string Prohibited = "prohibited";
    private const string Transparency = "transparency";

    // The parts of the questionnaire that say at a glance what kind of a use it is.
    private static readonly string[] s_stages = [Prohibited, "annex_iii", Transparency];

    /// <summary>The questions that a proposal answers, in the order of the questionnaire.</summary>
    public static IReadOnlyList<LawQuestion> Questions(Law law)
    {
        ArgumentNullException.ThrowIfNull(law);
        return
        [
            .. law
                .Questions.Values.Where(q => s_stages.Contains(q.Stage) && q.Type is not AnswerType.Date)
                // Whether an exclusion takes out every use is for the classification.
                .Where(q => q.Stage != "annex_iii" || q.Type is AnswerType.MultiChoice or AnswerType.MultiChoiceFrom)
                .OrderBy(q => q.Id, StringComparer.Ordinal),
        ];
    }

    /// <summary>What is wrong with an answer, in words; null when nothing is.</summary>
    public static Sentence? Fault(Law law, ScreeningAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var question = Questions(law).FirstOrDefault(q => q.Id == answer.Question);
        return question is null
            ? $"This question is not part of the screening."
            : AnswerChecks.Fault(question, new GivenAnswer(answer.Values, answer.Values.Count > 1));
    }

    /// <summary>Hints for those who judge the proposal, what weighs most first.</summary>
    public static IReadOnlyList<ScreeningHint> Hints(Law law, UseCaseAnswers answers)
    {
        ArgumentNullException.ThrowIfNull(law);
        ArgumentNullException.ThrowIfNull(answers);
        var given = answers.Screening.ToDictionary(a => a.Question, a => a.Values, StringComparer.Ordinal);
        var questions = Questions(law);
        var hints = questions
            .Where(q => given.ContainsKey(q.Id))
            .SelectMany(q => OfQuestion(law, q, given[q.Id]))
            .Concat(OfProposal(answers))
            .ToList();
        var open = questions.Where(q => !given.ContainsKey(q.Id) && IsAsked(q, given)).Select(q => q.Id).ToList();
        if (open.Count > 0)
        {
            hints.Add(new ScreeningHint(HintKind.NotAnswered, null, open, []));
        }

        return [.. hints.OrderBy(h => h.Kind)];
    }

    /// <summary>The class that the hints point to, by its id: where a decision starts from, not what it comes to.</summary>
    public static string ClassOf(IReadOnlyList<ScreeningHint> hints)
    {
        ArgumentNullException.ThrowIfNull(hints);
        return hints.Any(h => h.Kind is HintKind.Prohibited) ? Prohibited
            : hints.Any(h => h.Kind is HintKind.AnnexIII) ? "high_risk_annex_iii"
            : hints.Any(h => h.Kind is HintKind.Transparency) ? Transparency
            : "minimal";
    }

    // What is offered only after another answer is not asked before.
    private static bool IsAsked(LawQuestion question, Dictionary<string, IReadOnlyList<string>> given) =>
        question.FilterQuestion is not { } filter
        || (given.TryGetValue(filter, out var chosen) && question.Options.Any(o => o.When is null || chosen.Contains(o.When)));

    private static IEnumerable<ScreeningHint> OfQuestion(Law law, LawQuestion question, IReadOnlyList<string> values)
    {
        if (values is [LawQuestion.Unsure])
        {
            yield return new ScreeningHint(HintKind.Unsure, question.Id, values, question.LegalBasis);
            yield break;
        }

        if (question.Stage == "annex_iii")
        {
            // Everything that does not stand alone is an area or a use.
            var chosen = values.Where(v => question.Answer(v)?.Exclusive is not true).ToList();
            if (chosen.Count > 0)
            {
                yield return new ScreeningHint(HintKind.AnnexIII, question.Id, chosen, BasisOf(law, question, chosen));
            }

            yield break;
        }

        var hit = values.Where(v => question.Answer(v)?.SetClasses.Contains(question.Stage) is true).ToList();
        if (hit.Count > 0)
        {
            yield return new ScreeningHint(
                question.Stage == Prohibited ? HintKind.Prohibited : HintKind.Transparency,
                question.Id,
                hit,
                BasisOf(law, question, hit)
            );
        }
    }

    private static IReadOnlyList<string> BasisOf(Law law, LawQuestion question, IReadOnlyList<string> values)
    {
        List<string> basis =
        [
            .. values
                .SelectMany(v => law.Subpoints.TryGetValue(v, out var point) ? [point.Ref] : question.Answer(v)?.LegalBasis ?? [])
                .Distinct(StringComparer.Ordinal),
        ];
        return basis.Count > 0 ? basis : question.LegalBasis;
    }

    private static IEnumerable<ScreeningHint> OfProposal(UseCaseAnswers answers)
    {
        var isAboutPeople = answers.Data.Any(d => d is not (DataCategory.NoPersonal or DataCategory.Confidential));
        if (answers.DecisionRole is DecisionRole.DecideAlone && (isAboutPeople || answers.AffectedGroups.Count > 0))
        {
            yield return new ScreeningHint(HintKind.AutomatedDecision, null, [], ["Art. 22 GDPR"]);
        }

        if (answers.Data.Any(d => d is DataCategory.SpecialCategory or DataCategory.Biometric))
        {
            yield return new ScreeningHint(HintKind.ProtectedData, null, [], ["Art. 9 GDPR"]);
        }

        if (answers.Data.Contains(DataCategory.CriminalOffence))
        {
            yield return new ScreeningHint(HintKind.ProtectedData, null, [], ["Art. 10 GDPR"]);
        }

        if (answers.Vulnerable is not null)
        {
            yield return new ScreeningHint(HintKind.Vulnerable, null, [], []);
        }

        if (answers.Hosting is Hosting.SupplierOutsideUnion && isAboutPeople)
        {
            yield return new ScreeningHint(HintKind.ThirdCountry, null, [], ["Chapter V GDPR"]);
        }
    }
}
