using System.Globalization;

namespace Governance.Policies;

/// <summary>
/// <c>targets_met</c>: the version meets every target that was signed for the model's AI systems, by results that came after the signature.
/// </summary>
internal static class TargetsRule
{
    private const string Expected = "every signed target met, each set before its first result";

    public static Finding Evaluate(RuleContext context)
    {
        if (context.Input.Targets is not { } targets)
        {
            return Finding.Error(
                "It is not known what was signed: the input does not say so. Evaluate an input with targets.",
                Expected,
                "not known"
            );
        }

        if (targets.Count == 0)
        {
            return Finding.Error(
                "No target is signed for an AI system of this model. Draft targets on the page of the system and have them signed.",
                Expected,
                "no targets"
            );
        }

        var ordered = targets
            .OrderBy(target => target.System, StringComparer.Ordinal)
            .ThenBy(target => target.Metric, StringComparer.Ordinal)
            .ThenBy(target => target.Slice, StringComparer.Ordinal)
            .ToList();
        var actual = RuleContext.Listed(
            ordered.Where(target => target.Outcome != "met").Concat(ordered).Distinct().Take(10).Select(Actual)
        );
        var wrong = new[]
        {
            Said(ordered, "missed", "Missed: {0}. Improve the model or choose another version."),
            Said(
                ordered,
                "known-before",
                "The result was known before the target was signed: {0}. Targets count for versions measured after the signature."
            ),
        }
            .OfType<string>()
            .ToList();
        if (wrong.Count > 0)
        {
            return Finding.Fail(string.Join(" ", wrong), Expected, actual);
        }

        return Said(ordered, "no-result", "Not measured for this version: {0}. Add evidence that measures it.") is { } missing
            ? Finding.Error(missing, Expected, actual)
            : Finding.Pass("The version meets what was signed.", Expected, actual);
    }

    private static string? Said(List<GateTarget> targets, string outcome, string sentence) =>
        targets.Where(target => target.Outcome == outcome).Take(10).Select(Named).ToList() is { Count: > 0 } named
            ? string.Format(CultureInfo.InvariantCulture, sentence, RuleContext.Listed(named))
            : null;

    private static string Named(GateTarget target) =>
        $"{target.System} {target.Metric}{(target.Slice is { } slice ? $" ({slice})" : string.Empty)}";

    // In signs that every language reads.
    private static string Actual(GateTarget target)
    {
        var bounds = string.Join(
            ", ",
            new[]
            {
                target.Min is { } min ? $"≥ {Number.Write(min)}" : null,
                target.Max is { } max ? $"≤ {Number.Write(max)}" : null,
            }.OfType<string>()
        );
        return $"{Named(target)} {(target.Value is { } value ? Number.Write(value) : "–")} ({bounds})";
    }
}
