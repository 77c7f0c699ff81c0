using System.Text.Json;
using Governance.Domain;
using Governance.Domain.Compliance;

namespace Governance.Portal.Compliance.Compliance;

/// <summary>Reads answers as callers write them: a text, or a list of texts; null takes an answer away where that is meant.</summary>
internal static class GivenAnswers
{
    private const int MaxQuestions = 200;

    /// <summary>Reads them.</summary>
    public static Result<IReadOnlyDictionary<string, GivenAnswer?>> Read(IReadOnlyDictionary<string, JsonElement>? answers)
    {
        var read = new Dictionary<string, GivenAnswer?>(StringComparer.Ordinal);
        var errors = new Dictionary<string, Sentence[]>(StringComparer.Ordinal);
        if (answers is { Count: > MaxQuestions })
        {
            return Refusal.Field(
                "assessment.answers-not-acceptable",
                "answers",
                $"More answers were given than the questionnaire has questions."
            );
        }

        foreach (var (question, value) in answers ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal))
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Null:
                    read[question] = null;
                    break;
                case JsonValueKind.String when Text(value) is { } text:
                    read[question] = GivenAnswer.One(text);
                    break;
                case JsonValueKind.Array when value.EnumerateArray().All(v => v.ValueKind is JsonValueKind.String && Text(v) is not null):
                    read[question] = GivenAnswer.Many([.. value.EnumerateArray().Select(v => Text(v)!)]);
                    break;
                default:
                    errors[$"answers.{(question.Length <= 16 ? question : "question")}"] =
                    [
                        $"An answer must be a text or a list of texts.",
                    ];
                    break;
            }
        }

        return errors.Count == 0 ? read : AssessmentRefusals.AnswersNotAcceptable(errors);
    }

    /// <summary>Answers with their reasons.</summary>
    public static Result<IReadOnlyDictionary<string, AnswerChange>> Changes(
        IReadOnlyDictionary<string, JsonElement>? answers,
        IReadOnlyDictionary<string, string?>? reasons
    )
    {
        var read = Read(answers);
        if (read.Refusal is { } refusal)
        {
            return refusal;
        }

        if (reasons?.Keys.FirstOrDefault(q => !read.Value.ContainsKey(q)) is { } without)
        {
            return Refusal.Field(
                "assessment.answers-not-acceptable",
                "reasons",
                $"There is a reason but no answer for {(without.Length <= 16 ? without : "a question")}."
            );
        }

        return read.Value.ToDictionary(
            a => a.Key,
            a => new AnswerChange(a.Value, reasons?.GetValueOrDefault(a.Key)),
            StringComparer.Ordinal
        );
    }

    // Half of a character can be written in JSON and read by no one.
    private static string? Text(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
