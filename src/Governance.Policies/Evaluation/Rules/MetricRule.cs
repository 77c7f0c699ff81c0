using System.Globalization;

namespace Governance.Policies;

/// <summary><c>metric_threshold</c>: every measurement that counts must keep the bound.</summary>
/// <remarks>
/// Of what monitoring measured the newest window with labels counts; without <c>source</c>, where it has <c>minSamples</c> of them. What
/// follows is about what was filed.
/// Of one measure (name, attribute, slice) and one kind of evidence the newest evidence counts, so that a repeated validation replaces the
/// earlier one; different kinds all count. What the version only declares is used when no evidence and no monitoring measures it.
/// Without <c>attribute</c> every attribute must keep the bound; without <c>slice</c> only values over all rows are looked at.
/// A slice of a report that names its slices by column and value needs <see cref="SmallestSlice"/> rows even where the rule asks for none.
/// </remarks>
internal static class MetricRule
{
    /// <summary>Rows from which a share says something: the least that analyses give a verdict on.</summary>
    private const int SmallestSlice = 30;

    public static Finding Evaluate(RuleContext context)
    {
        var bound = Bound.Of(context.Parameters);
        var performance = context.Input.Monitoring?.Performance;
        var live = (performance?.Metrics ?? []).Where(bound.IsAbout).ToList();
        // A window with fewer labels than the rule asks for says too little to take the place of what was filed.
        switch (FigureSource.Of(context, live.Count > 0 && live.TrueForAll(bound.HasRowsEnough)))
        {
            case FigureSource.Live:
                return Live(bound, performance, live);
            case FigureSource.Filed:
                return Filed(context, bound);
            default:
                var filed = context
                    .Input.Metrics.Where(bound.IsAbout)
                    .Select(metric => (metric, evidence: Evidence(metric, context)!))
                    .Where(pair => pair.evidence is not null && context.Evidence.Counts(pair.evidence, pair.metric))
                    .Select(pair => pair.evidence)
                    .OrderByDescending(evidence => evidence.ProducedAt)
                    .ThenBy(evidence => evidence.Id, StringComparer.Ordinal)
                    .FirstOrDefault();
                return FigureSource.Newer(live.Count > 0 ? performance!.Window : null, filed) switch
                {
                    FigureSource.Filed => Filed(context, bound),
                    FigureSource.Live => Live(bound, performance, live),
                    _ when filed is null => Filed(context, bound),
                    _ => Finding
                        .Error(
                            bound.Of(
                                "metric.windows-unknown",
                                $"{filed.Id} does not name the windows it covers, and no window with labels measured {bound.Subject}. "
                                    + "Send labels, or file a report with a member windows.",
                                ("evidence", Values.Id(filed.Id))
                            ),
                            bound.Text,
                            Sentence.NotKnown
                        )
                        .From(filed),
                };
        }
    }

    /// <summary>Judges one figure at the end of its interval that is against the version.</summary>
    public static Finding JudgeUnfavourable(GateMetric metric, string op, double value, int? minSamples)
    {
        var finding = Judge(metric, new(metric.Name, op, value, null, metric.Slice, minSamples, Conservative: true), minSamples);
        return finding with
        {
            Actual = Sentence.Of(
                metric.Value is null ? "metric.seen-named-undefined" : "metric.seen-named",
                $"{metric.Name}{(metric.Slice is null ? string.Empty : " in " + metric.Slice)}: {finding.Actual!.Frozen}",
                ("measure", Values.Measure(metric.Name)),
                ("slice", Values.Name(metric.Slice)),
                ("value", Values.Number(metric.Value)),
                ("interval", Values.Interval(metric.Low, metric.High)),
                ("n", Values.Count(metric.N))
            ),
        };
    }

    private static Finding Live(Bound bound, GatePerformance? performance, List<GateMetric> named)
    {
        if (performance is null || named.Count == 0)
        {
            return Finding.Error(
                bound.Of("metric.unlabelled", $"No window of this version measured {bound.Subject}. Send labels for its predictions."),
                bound.Text,
                Sentence.NotMeasured
            );
        }

        var finding = Worst(named, bound, _ => null);
        return finding with { Actual = FigureSource.In(performance.Window, finding.Actual!) };
    }

    private static Finding Filed(RuleContext context, Bound bound)
    {
        var named = context.Input.Metrics.Where(bound.IsAbout).ToList();
        if (named.Count == 0)
        {
            return Finding.Error(
                bound.Of("metric.unmeasured", $"{bound.Subject} is not known for this version. Add evidence that measures it."),
                bound.Text,
                Sentence.NotMeasured
            );
        }

        var counting = Counting(named, context);
        if (counting.Count == 0)
        {
            var evidence = named.Select(metric => Evidence(metric, context)).OfType<GateEvidence>().DistinctBy(item => item.Id).ToList();
            if (evidence.Count == 0 && named.TrueForAll(metric => metric.Source == "declared"))
            {
                return Finding.Error(
                    bound.Of(
                        "metric.declared",
                        $"{bound.Subject} is only declared, and the policies ask for figures of a report that states what it was "
                            + "measured on. Add evidence that measures it."
                    ),
                    bound.Text,
                    Sentence.NotMeasured
                );
            }

            var why = evidence.Count == 0 ? null : WhyNot(evidence[0], named, context);
            var told = evidence.Count == 0 ? string.Empty : $"{evidence[0].Id} {why?.Frozen}. ";
            return Finding
                .Error(
                    bound.Of(
                        "metric.unusable",
                        $"{bound.Subject} comes only from evidence that does not count: {told}Add evidence about this artifact.",
                        ("why", why is null ? null : Values.Phrase(why.Statements[0]))
                    ),
                    bound.Text,
                    Sentence.NotMeasured
                )
                .From(evidence.Take(3));
        }

        return Worst(counting, bound, metric => Evidence(metric, context));
    }

    private static Finding Worst(List<GateMetric> counting, Bound bound, Func<GateMetric, GateEvidence?> evidenceOf)
    {
        // The worst is shown: what could not be judged, then what fails, then the first of those that pass.
        var judged = counting
            .Select(metric => (metric, finding: Judge(metric, bound, LeastRows(metric, bound, evidenceOf(metric)))))
            .OrderBy(pair =>
                pair.finding.Outcome switch
                {
                    RuleOutcome.Error => 0,
                    RuleOutcome.Fail => 1,
                    _ => 2,
                }
            )
            .ToList();
        var failures = judged.Where(pair => pair.finding.Outcome != RuleOutcome.Pass).ToList();
        var outcome = failures.Exists(pair => pair.finding.Outcome == RuleOutcome.Fail) ? RuleOutcome.Fail : judged[0].finding.Outcome;
        var told = failures.Count > 0 ? failures : judged;
        return new Finding(
            outcome,
            Sentence.Joined(" ", told.Take(5).Select(pair => pair.finding.Message)),
            bound.Text,
            Sentence.Joined("; ", told.Take(5).Select(pair => pair.finding.Actual))
        ).From(
            told.Select(pair => evidenceOf(pair.metric))
                .OfType<GateEvidence>()
                .DistinctBy(item => item.Id)
                .OrderBy(item => item.Id, StringComparer.Ordinal)
        );
    }

    private static List<GateMetric> Counting(List<GateMetric> named, RuleContext context)
    {
        var measured = named
            .Where(metric =>
                metric.Source != "declared"
                && (metric.Evidence is null || Evidence(metric, context) is { } evidence && context.Evidence.Counts(evidence, metric))
            )
            .GroupBy(metric => (metric.Attribute, metric.Source, Evidence(metric, context)?.Kind))
            .SelectMany(group =>
            {
                var newest = group.Max(metric => Evidence(metric, context)?.ProducedAt);
                return group.Where(metric => Evidence(metric, context)?.ProducedAt == newest);
            })
            .ToList();

        // A declared value stands in only where no one tried to measure: evidence that does not count must not bring the author's claim
        // back.
        var attributes = named.Where(metric => metric.Source != "declared").Select(metric => metric.Attribute).ToHashSet();
        return
        [
            .. measured,
            .. named.Where(metric =>
                metric.Source == "declared" && !attributes.Contains(metric.Attribute) && context.Evidence.CountsDeclared(metric)
            ),
        ];
    }

    private static Sentence? WhyNot(GateEvidence evidence, List<GateMetric> named, RuleContext context) =>
        named.Where(metric => metric.Evidence == evidence.Id).Select(metric => context.Evidence.WhyNot(evidence, metric)).First();

    // Inputs of runs before slices were read name none, so that they are judged as they were.
    private static int? LeastRows(GateMetric metric, Bound bound, GateEvidence? evidence) =>
        bound.MinSamples ?? (metric.Slice is not null && evidence?.Facts.Slices is not null ? SmallestSlice : null);

    private static Finding Judge(GateMetric metric, Bound bound, int? leastRows)
    {
        var name = metric.Attribute is null || bound.Attribute is not null ? bound.Subject : $"{bound.Metric} of {metric.Attribute}";
        // Older engines left the slice out where each attribute is judged; now it is said.
        var of = bound with
        {
            Attribute = metric.Attribute ?? bound.Attribute,
        };
        var actual = Described(metric);
        var measured =
            !bound.Conservative ? metric.Value
            : bound.IsLowerBound ? metric.Low
            : metric.High;
        var end = ("end", Values.Term(StatementTerms.IntervalEnd, bound.IsLowerBound ? "lower" : "upper"));
        if (metric.Value is null)
        {
            return Finding.Error(of.Of("metric.undefined", $"{name} is undefined. Add evidence that measures it."), bound.Text, actual);
        }

        if (measured is not { } value)
        {
            return Finding.Error(
                of.Of(
                    "metric.no-interval",
                    $"{name} has no {(bound.IsLowerBound ? "lower" : "upper")} end of its interval, which this rule compares. "
                        + "Add evidence that measures it with an interval.",
                    end
                ),
                bound.Text,
                actual
            );
        }

        if (leastRows is { } least && metric.N is not { } rows)
        {
            return Finding.Error(
                of.Of(
                    "metric.rows-unknown",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"It is not known on how many rows {name} was measured; at least {least:#,0} are asked for. "
                            + $"Add evidence that says so."
                    ),
                    ("rows", Values.Count(least))
                ),
                bound.Text,
                actual
            );
        }

        if (metric.N < leastRows)
        {
            return Finding.Fail(
                of.Of(
                    "metric.rows-few",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{name} was measured on {metric.N:#,0} rows; at least {leastRows:#,0} are asked for. Measure it on more."
                    ),
                    ("n", Values.Count(metric.N)),
                    ("rows", Values.Count(leastRows))
                ),
                bound.Text,
                actual
            );
        }

        var compared = bound.Conservative ? $"{name} at the {(bound.IsLowerBound ? "lower" : "upper")} end of its interval" : name;
        var number = ("value", Values.Number(value));
        var part = bound.Conservative ? end : ("end", null);
        return bound.Holds(value)
            ? Finding.Pass(of.Of("metric.met", $"{compared} is {Number.Write(value)}.", number, part), bound.Text, actual)
            : Finding.Fail(
                of.Of(
                    bound.Operator switch
                    {
                        ">=" => "metric.below",
                        ">" => "metric.not-above",
                        "<=" => "metric.above",
                        _ => "metric.not-below",
                    },
                    $"{compared} is {Number.Write(value)}; it must be {bound.Operator} {Number.Write(bound.Value)}. Improve the model or "
                        + $"choose another version.",
                    number,
                    part,
                    ("limit", Values.Number(bound.Value))
                ),
                bound.Text,
                actual
            );
    }

    private static GateEvidence? Evidence(GateMetric metric, RuleContext context) =>
        metric.Evidence is null ? null : context.Input.Evidence.FirstOrDefault(evidence => evidence.Id == metric.Evidence);

    private static Sentence Described(GateMetric metric)
    {
        var interval =
            metric.Low is not null || metric.High is not null
                ? $" [{Number.Finite(metric.Low) ?? "unknown"}, {Number.Finite(metric.High) ?? "unknown"}]"
                : string.Empty;
        var rows = metric.N is { } n ? string.Create(CultureInfo.InvariantCulture, $", n = {n}") : string.Empty;
        var of = metric.Attribute is null ? string.Empty : metric.Attribute + ": ";
        var isDeclared = metric.Source == "declared";
        return Sentence.Of(
            metric.Value is null ? "metric.seen-undefined" : "metric.seen",
            $"{of}{Number.Finite(metric.Value) ?? "undefined"}{interval}{rows}{(isDeclared ? ", declared" : string.Empty)}",
            ("measure", Values.Measure(metric.Name)),
            ("attribute", Values.Name(metric.Attribute)),
            ("slice", Values.Name(metric.Slice)),
            ("value", Values.Number(metric.Value)),
            ("interval", Values.Interval(metric.Low, metric.High)),
            ("n", Values.Count(metric.N)),
            ("source", isDeclared ? Values.Term(StatementTerms.FigureSource, metric.Source) : null)
        );
    }

    private sealed record Bound(
        string Metric,
        string Operator,
        double Value,
        string? Attribute,
        string? Slice,
        int? MinSamples,
        bool Conservative
    )
    {
        public static Bound Of(RuleParameters parameters) =>
            new(
                parameters.Text("metric") ?? string.Empty,
                parameters.Text("op") ?? string.Empty,
                parameters.Number("value") ?? double.NaN,
                parameters.Text("attribute"),
                parameters.Text("slice"),
                parameters.Integer("minSamples"),
                parameters.Flag("conservative")
            );

        public bool IsAbout(GateMetric metric) =>
            metric.Name == Metric && metric.Slice == Slice && (Attribute is null || metric.Attribute == Attribute);

        public bool HasRowsEnough(GateMetric metric) => MinSamples is not { } least || metric.N >= least;

        public bool IsLowerBound => Operator is ">" or ">=";

        public string Subject =>
            $"{Metric}{(Attribute is null ? string.Empty : " of " + Attribute)}{(Slice is null ? string.Empty : " in " + Slice)}";

        public Sentence Text =>
            Sentence
                .Joined(
                    ", ",
                    Of(
                        Conservative ? "metric.asked-conservative" : "metric.asked",
                        string.Empty,
                        ("comparison", Values.Term(StatementTerms.Comparison, Operator)),
                        ("limit", Values.Number(Value))
                    ),
                    MinSamples is { } rows ? Sentence.Of("asked.rows", string.Empty, ("rows", Values.Count(rows))) : null
                )
                .Said(
                    $"{Subject} {Operator} {Number.Write(Value)}"
                        + (Conservative ? " at the unfavourable end of its interval" : string.Empty)
                        + (MinSamples is { } least ? string.Create(CultureInfo.InvariantCulture, $", n >= {least}") : string.Empty)
                );

        /// <summary>A sentence about what is bound.</summary>
        public Sentence Of(string code, string frozen, params ReadOnlySpan<(string Name, StatementValue? Value)> values) =>
            Sentence.Of(
                code,
                frozen,
                [("measure", Values.Measure(Metric)), ("attribute", Values.Name(Attribute)), ("slice", Values.Name(Slice)), .. values]
            );

        public bool Holds(double measured) => PolicyLimit.Holds(Operator, measured, Value);
    }
}
