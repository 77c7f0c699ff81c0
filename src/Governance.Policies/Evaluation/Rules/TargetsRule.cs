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
            .Select(target => Loose(context, target) ? target with { Outcome = "no-result", Value = null, Source = null } : target)
            .OrderBy(target => target.System, StringComparer.Ordinal)
            .ThenBy(target => target.Metric, StringComparer.Ordinal)
            .ThenBy(target => target.Slice, StringComparer.Ordinal)
            .ToList();
        var actual = RuleContext.Listed(
            ordered.Where(target => target.Outcome != "met").Concat(ordered).Distinct().Take(10).Select(Actual)
        );
        var wrong = new List<string>();
        if (With(ordered, "missed") is { Length: > 0 } missed)
        {
            wrong.Add($"Missed: {missed}. Improve the model or choose another version.");
        }

        if (With(ordered, "known-before") is { Length: > 0 } known)
        {
            wrong.Add(
                $"The result was known before the target was signed: {known}. Targets count for versions measured after the signature."
            );
        }

        if (wrong.Count > 0)
        {
            return Finding.Fail(string.Join(" ", wrong), Expected, actual);
        }

        return With(ordered, "no-result") is { Length: > 0 } missing
            ? Finding.Error($"Not measured for this version: {missing}. Add evidence that measures it.", Expected, actual)
            : Finding.Pass("The version meets what was signed.", Expected, actual);
    }

    // A figure of a report that other rules do not read is no result either.
    private static bool Loose(RuleContext context, GateTarget target) =>
        context.Input.Evidence.FirstOrDefault(evidence => evidence.Id == target.Source) is { } source
        && context.Evidence.IsLoose(source, target.Metric);

    private static string With(List<GateTarget> targets, string outcome) =>
        RuleContext.Listed(targets.Where(target => target.Outcome == outcome).Take(10).Select(Named));

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
