namespace Governance.Policies;

/// <summary>
/// <c>targets_met</c>: the version meets every target that was signed for the model's AI systems, by results that came after the signature.
/// </summary>
internal static class TargetsRule
{
    private static readonly Sentence s_expected = Sentence.Of("targets.asked", "every signed target met, each set before its first result");

    public static Finding Evaluate(RuleContext context)
    {
        if (context.Input.Targets is not { } targets)
        {
            return Finding.Error(
                Sentence.Of(
                    "targets.unknown",
                    "It is not known what was signed: the input does not say so. Evaluate an input with targets."
                ),
                s_expected,
                Sentence.NotKnown
            );
        }

        if (targets.Count == 0)
        {
            return Finding.Error(
                Sentence.Of(
                    "targets.none",
                    "No target is signed for an AI system of this model. Draft targets on the page of the system and have them signed."
                ),
                s_expected,
                Sentence.Of("targets.seen-none", "no targets")
            );
        }

        var ordered = targets
            .Select(target => Loose(context, target) ? target with { Outcome = "no-result", Value = null, Source = null } : target)
            .OrderBy(target => target.System, StringComparer.Ordinal)
            .ThenBy(target => target.Metric, StringComparer.Ordinal)
            .ThenBy(target => target.Slice, StringComparer.Ordinal)
            .ToList();
        var shown = ordered.Where(target => target.Outcome != "met").Concat(ordered).Distinct().ToList();
        var actual = Sentence.Of(
            "targets.seen",
            RuleContext.Listed(shown.Take(10).Select(Actual)),
            ("targets", Values.List(shown, Result))
        );
        var wrong = new List<Sentence?>
        {
            With(ordered, "missed", "targets.missed", missed => $"Missed: {missed}. Improve the model or choose another version."),
            With(
                ordered,
                "known-before",
                "targets.known-before",
                known =>
                    $"The result was known before the target was signed: {known}. Targets count for versions measured after the signature."
            ),
        };
        if (wrong.Exists(one => one is not null))
        {
            return Finding.Fail(Sentence.Joined(" ", wrong), s_expected, actual);
        }

        return
            With(
                ordered,
                "no-result",
                "targets.not-measured",
                missing => $"Not measured for this version: {missing}. Add evidence that measures it."
            )
                is { } missing
            ? Finding.Error(missing, s_expected, actual)
            : Finding.Pass(Sentence.Of("targets.met", "The version meets what was signed."), s_expected, actual);
    }

    // A figure of a report that other rules do not read is no result either.
    private static bool Loose(RuleContext context, GateTarget target) =>
        context.Input.Evidence.FirstOrDefault(evidence => evidence.Id == target.Source) is { } source
        && context.Evidence.IsLoose(source, target.Metric);

    private static Sentence? With(List<GateTarget> targets, string outcome, string code, Func<string, string> frozen)
    {
        var with = targets.FindAll(target => target.Outcome == outcome);
        return with.Count == 0
            ? null
            : Sentence.Of(
                code,
                frozen(RuleContext.Listed(with.Take(10).Select(Named))),
                (
                    "targets",
                    Values.List(
                        with,
                        target =>
                            Values.Phrase(
                                "targets.one",
                                ("system", Values.Id(target.System)),
                                ("measure", Values.Measure(target.Metric)),
                                ("slice", Values.Name(target.Slice))
                            )
                    )
                )
            );
    }

    private static StatementValue Result(GateTarget target) =>
        Values.Phrase(
            Values.Number(target.Value) is null ? "targets.no-result" : "targets.result",
            ("system", Values.Id(target.System)),
            ("measure", Values.Measure(target.Metric)),
            ("slice", Values.Name(target.Slice)),
            ("value", Values.Number(target.Value)),
            ("min", Values.Number(target.Min)),
            ("max", Values.Number(target.Max))
        );

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
