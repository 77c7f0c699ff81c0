using System.Globalization;

namespace Governance.Domain.Compliance;

/// <summary>Whether answers have the form their questions ask for.</summary>
internal static class AnswerChecks
{
    private const string DateValue = "date";

    /// <summary>Every answer sent, on the route or not. Null when all are acceptable.</summary>
    public static Refusal? All(Law law, IReadOnlyDictionary<string, GivenAnswer> answers)
    {
        var errors = new Dictionary<string, Sentence[]>(StringComparer.Ordinal);
        foreach (var (id, given) in answers)
        {
            var message = law.Questions.TryGetValue(id, out var question)
                ? Fault(question, given)
                : $"There is no such question in this version of the questionnaire.";
            if (message is not null)
            {
                errors[$"answers.{id}"] = [message];
            }
        }

        return errors.Count == 0 ? null : AssessmentRefusals.AnswersNotAcceptable(errors);
    }

    /// <summary>What depends on other answers: options outside what was chosen before.</summary>
    public static Refusal? OnRoute(LawQuestion question, GivenAnswer given, ClassificationState state)
    {
        if (question.Type is not AnswerType.MultiChoiceFrom || given.Values is [LawQuestion.Unsure])
        {
            return null;
        }

        var offered = OnOffer(question, state);
        var outside = given.Values.Where(v => question.Answer(v) is null && !offered.Contains(v)).ToList();
        return outside.Count == 0
            ? null
            : AssessmentRefusals.AnswersNotAcceptable(
                new Dictionary<string, Sentence[]>(StringComparer.Ordinal)
                {
                    [$"answers.{question.Id}"] =
                    [
                        $"Not available after the answer to {question.FilterQuestion}: {string.Join(", ", outside)}.",
                    ],
                }
            );
    }

    /// <summary>Ids on offer after the answers so far.</summary>
    public static IReadOnlyList<string> OnOffer(LawQuestion question, ClassificationState state) =>
        [
            .. question
                .Options.Where(o =>
                    o.When is null
                    || (
                        question.FilterQuestion is { } filter
                        && state.Answers.TryGetValue(filter, out var chosen)
                        && chosen.Contains(o.When)
                    )
                )
                .Select(o => o.Id),
        ];

    /// <summary>What is wrong with one answer by itself; null when nothing is.</summary>
    public static Sentence? Fault(LawQuestion question, GivenAnswer given)
    {
        var many = question.Type is AnswerType.MultiChoice or AnswerType.MultiChoiceFrom;
        if (given.IsList && !many)
        {
            return $"Give one answer, not a list.";
        }

        if (given.Values.Count == 0)
        {
            return $"Choose at least one answer.";
        }

        if (given.Values is [LawQuestion.Unsure])
        {
            return null;
        }

        if (question.Type is AnswerType.Date)
        {
            return DateFault(question, given.Values[0]);
        }

        if (given.Values.Distinct(StringComparer.Ordinal).Count() != given.Values.Count)
        {
            return $"An answer is given twice.";
        }

        if (given.Values.FirstOrDefault(v => question.Answer(v) is null && !question.Options.Any(o => o.Id == v)) is { } unknown)
        {
            return $"{(unknown.Length > 60 ? Sentence.Ours("This") : Sentence.Verbatim(unknown))} is not an answer to this question.";
        }

        return given.Values.Count > 1 && given.Values.FirstOrDefault(v => question.Answer(v)?.Exclusive is true) is { } alone
            ? (Sentence)$"{alone} cannot be combined with other answers."
            : null;
    }

    private static Sentence? DateFault(LawQuestion question, string value)
    {
        if (value != DateValue && question.Answer(value) is not null)
        {
            return null;
        }

        return DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? null
            : (Sentence)(
                $"This must be a date such as 2027-03-01, or one of "
                + $"{string.Join(", ", question.Answers.Where(a => a.Value != DateValue).Select(a => a.Value))}."
            );
    }
}
