using System.Globalization;

namespace Governance.Policies;

/// <summary><c>use_case_conditions</c>: what was asked when the use case behind the model was accepted has been done.</summary>
internal static class UseCaseRule
{
    private static readonly Sentence s_expected = Sentence.Of("usecase.asked", "every condition of the accepted use case met");

    public static Finding Evaluate(RuleContext context)
    {
        if (context.Input.UseCases is not { } useCases)
        {
            return Finding.Error(
                Sentence.Of(
                    "usecase.unknown",
                    "It is not known what was asked at intake: the input does not say so. Evaluate an input with useCases."
                ),
                s_expected,
                Sentence.NotKnown
            );
        }

        if (useCases.Count == 0)
        {
            return Finding.NotApplicable(Sentence.Of("usecase.none", "No use case was accepted for an AI system of this model."));
        }

        var open = useCases
            .OrderBy(useCase => useCase.Id, StringComparer.Ordinal)
            .SelectMany(useCase =>
                useCase
                    .Open.Order()
                    .Select(number => (useCase.Id, Number: (int?)number, Word: (string?)null))
                    .Concat(useCase.Unmet.Order(StringComparer.Ordinal).Select(one => (useCase.Id, Number: (int?)null, Word: (string?)one)))
            )
            .ToList();
        return open.Count == 0
            ? Finding.Pass(
                Sentence.Of("usecase.met", "Every condition of the accepted use case is met."),
                s_expected,
                Sentence.Of("usecase.seen-none", "none open")
            )
            : Finding.Fail(
                Sentence.Of(
                    "usecase.open",
                    $"Open conditions of the use case: {RuleContext.Listed(open.Take(10).Select(Named))}. "
                        + "Do what they ask, and have that recorded.",
                    ("conditions", Values.List(open, Phrase))
                ),
                s_expected,
                Sentence.Of(
                    "usecase.seen",
                    string.Create(CultureInfo.InvariantCulture, $"{open.Count} open"),
                    ("count", Values.Count(open.Count))
                )
            );
    }

    private static string Named((string Id, int? Number, string? Word) one) =>
        string.Create(CultureInfo.InvariantCulture, $"{one.Id} ({(one.Number is { } number ? $"{number}" : one.Word)})");

    private static StatementValue Phrase((string Id, int? Number, string? Word) one) =>
        one.Number is { } number
            ? Values.Phrase("usecase.numbered", ("useCase", Values.Id(one.Id)), ("number", Values.Count(number)))
            : Values.Phrase(
                "usecase.named",
                ("useCase", Values.Id(one.Id)),
                ("condition", Values.Term(StatementTerms.Condition, one.Word))
            );
}
