using System.Globalization;

namespace Governance.Policies;

/// <summary><c>use_case_conditions</c>: what was asked when the use case behind the model was accepted has been done.</summary>
internal static class UseCaseRule
{
    private const string Expected = "every condition of the accepted use case met";

    public static Finding Evaluate(RuleContext context)
    {
        if (context.Input.UseCases is not { } useCases)
        {
            return Finding.Error(
                "It is not known what was asked at intake: the input does not say so. Evaluate an input with useCases.",
                Expected,
                "not known"
            );
        }

        if (useCases.Count == 0)
        {
            return Finding.NotApplicable("No use case was accepted for an AI system of this model.");
        }

        var open = useCases
            .OrderBy(useCase => useCase.Id, StringComparer.Ordinal)
            .SelectMany(useCase =>
                useCase
                    .Open.Order()
                    .Select(number => string.Create(CultureInfo.InvariantCulture, $"{useCase.Id} ({number})"))
                    .Concat(useCase.Unmet.Order(StringComparer.Ordinal).Select(one => $"{useCase.Id} ({one})"))
            )
            .ToList();
        return open.Count == 0
            ? Finding.Pass("Every condition of the accepted use case is met.", Expected, "none open")
            : Finding.Fail(
                $"Open conditions of the use case: {RuleContext.Listed(open.Take(10))}. Do what they ask, and have that recorded.",
                Expected,
                string.Create(CultureInfo.InvariantCulture, $"{open.Count} open")
            );
    }
}
