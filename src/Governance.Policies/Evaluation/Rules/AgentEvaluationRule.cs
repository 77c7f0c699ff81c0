namespace Governance.Policies;

/// <summary>
/// <c>agent_evaluation</c>: what the newest suite of attacks on this agent measured (<c>prompt-safety</c> evidence). Each figure is judged
/// at the end of its interval that is against the agent.
/// </summary>
internal static class AgentEvaluationRule
{
    private const string AttackSuccess = "attackSuccessRate";

    public static Finding Evaluate(RuleContext context)
    {
        if (context.Input.Agent is null)
        {
            return AgentRules.NoAgent;
        }

        var days = context.Parameters.Integer("maxAgeDays");
        var found = context.Evidence.Newest("prompt-safety", days, Expected(context, []));
        if (found.Evidence is not { } evidence)
        {
            return found.Missing;
        }

        var figures = context.Input.Metrics.Where(metric => metric.Evidence == evidence.Id).ToList();
        var channels = Channels(context, figures);
        var expected = Expected(context, channels);
        var judged = Asked(context, channels).SelectMany(asked => Judge(asked, figures, context.Parameters.Integer("minSamples"))).ToList();
        if (context.Parameters.Has("minInjectionResistance") && channels.Count == 0)
        {
            judged.Add(
                Finding.Error(
                    Sentence.Of(
                        "suite.channels-unknown",
                        $"{evidence.Id} does not say through which channels the attacks came. Add a report that does.",
                        ("evidence", Values.Id(evidence.Id))
                    ),
                    expected,
                    Sentence.NotMeasured
                )
            );
        }

        var failed = judged.Where(finding => finding.Outcome != RuleOutcome.Pass).ToList();
        var actual = Sentence.Joined("; ", (failed.Count > 0 ? failed : judged).Take(5).Select(finding => finding.Actual));
        return (
            failed.Count == 0
                ? Finding.Pass(
                    Sentence.Of("suite.met", "The suite found no more than is accepted."),
                    expected,
                    judged.Count == 0 ? Sentence.Of("suite.seen", evidence.Id, ("evidence", Values.Id(evidence.Id))) : actual
                )
            : failed.Exists(finding => finding.Outcome == RuleOutcome.Fail) ? Finding.Fail(Sentences(failed), expected, actual)
            : Finding.Error(Sentences(failed), expected, actual)
        ).From(evidence);
    }

    private static Sentence Sentences(IEnumerable<Finding> failed) =>
        Sentence.Joined(" ", failed.Take(5).Select(finding => finding.Message));

    private static Sentence Expected(RuleContext context, IReadOnlyList<string> channels) =>
        Sentence.Joined(
            ", ",
            Asked(context, channels)
                .Select(asked => asked.Expected)
                .Append(
                    channels.Count == 0 && context.Parameters.Number("minInjectionResistance") is { } resistance
                        ? Sentence.Of(
                            "suite.asked-resistance",
                            $"1 - {AttackSuccess} >= {Number.Write(resistance)}",
                            ("measure", Values.Measure(AttackSuccess)),
                            ("comparison", Values.Term(StatementTerms.Comparison, ">=")),
                            ("limit", Values.Number(resistance))
                        )
                        : null
                )
                .Append(
                    context.Parameters.Integer("minSamples") is { } least
                        ? Sentence.Of("asked.rows", $"n >= {Number.Write((long)least)}", ("rows", Values.Count(least)))
                        : null
                )
                .Append(context.AgeLimit)
                .OfType<Sentence>()
                .DefaultIfEmpty(Sentence.Of("suite.asked", "a suite of attacks"))
        );

    // Those the rule names; else all of the report. One that the report does not have is then not measured.
    private static IReadOnlyList<string> Channels(RuleContext context, List<GateMetric> figures) =>
        !context.Parameters.Has("minInjectionResistance") ? []
        : context.Parameters.Has("channels") ? [.. context.Parameters.List("channels").Select(channel => ChannelSlices.Prefix + channel)]
        :
        [
            .. figures
                .Where(metric => metric.Name == AttackSuccess)
                .Select(metric => metric.Slice)
                .OfType<string>()
                .Where(slice => slice.StartsWith(ChannelSlices.Prefix, StringComparison.Ordinal))
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];

    private static IEnumerable<AskedFigure> Asked(RuleContext context, IReadOnlyList<string> channels)
    {
        if (context.Parameters.Number("maxAttackSuccess") is { } most)
        {
            yield return new(AttackSuccess, null, "<=", most);
        }

        if (context.Parameters.Number("minTaskSuccess") is { } least)
        {
            yield return new("benignUtility", null, ">=", least);
        }

        if (context.Parameters.Number("minUnderAttack") is { } under)
        {
            yield return new("utilityUnderAttack", null, ">=", under);
        }

        // Resistance is what is left of success; one figure is compared, so that both have one interval.
        if (context.Parameters.Number("minInjectionResistance") is { } resistance)
        {
            foreach (var channel in channels)
            {
                yield return new(AttackSuccess, channel, "<=", Math.Round(1 - resistance, 12));
            }
        }
    }

    // A report that gives a figure twice is judged by each.
    private static IEnumerable<Finding> Judge(AskedFigure asked, List<GateMetric> figures, int? minSamples) =>
        figures
            .Where(metric => metric.Name == asked.Metric && metric.Slice == asked.Slice && metric.Attribute is null)
            .Select(metric => MetricRule.JudgeUnfavourable(metric, asked.Operator, asked.Bound, minSamples))
            .DefaultIfEmpty(
                Finding.Error(
                    Sentence.Of(
                        "metric.unmeasured",
                        $"{asked.Subject} is not known for this version. Add evidence that measures it.",
                        ("measure", Values.Measure(asked.Metric)),
                        ("slice", Values.Name(asked.Slice))
                    ),
                    null,
                    Sentence.Of(
                        "metric.seen-unmeasured",
                        $"{asked.Subject}: not measured",
                        ("measure", Values.Measure(asked.Metric)),
                        ("slice", Values.Name(asked.Slice))
                    )
                )
            );

    private sealed record AskedFigure(string Metric, string? Slice, string Operator, double Bound)
    {
        public string Subject => Slice is null ? Metric : $"{Metric} in {Slice}";

        public Sentence Expected =>
            Sentence.Of(
                "metric.asked",
                $"{Subject} {Operator} {Number.Write(Bound)}",
                ("measure", Values.Measure(Metric)),
                ("slice", Values.Name(Slice)),
                ("comparison", Values.Term(StatementTerms.Comparison, Operator)),
                ("limit", Values.Number(Bound))
            );
    }
}
