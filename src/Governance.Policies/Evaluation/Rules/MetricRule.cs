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
                            $"{filed.Id} does not name the windows it covers, and no window with labels measured {bound.Subject}. "
                                + "Send labels, or file a report with a member windows.",
                            bound.Text,
                            "not known"
                        )
                        .From(filed),
                };
        }
    }

    /// <summary>Judges one figure at the end of its interval that is against the version.</summary>
    public static Finding JudgeUnfavourable(GateMetric metric, string op, double value, int? minSamples)
    {
        var finding = Judge(metric, new(metric.Name, op, value, null, metric.Slice, minSamples, Conservative: true), minSamples);
        return finding with { Actual = $"{metric.Name}{(metric.Slice is null ? string.Empty : " in " + metric.Slice)}: {finding.Actual}" };
    }

    private static Finding Live(Bound bound, GatePerformance? performance, List<GateMetric> named)
    {
        if (performance is null || named.Count == 0)
        {
            return Finding.Error(
                $"No window of this version measured {bound.Subject}. Send labels for its predictions.",
                bound.Text,
                "not measured"
            );
        }

        var finding = Worst(named, bound, _ => null);
        return finding with { Actual = $"{finding.Actual} ({FigureSource.Named(performance.Window)})" };
    }

    private static Finding Filed(RuleContext context, Bound bound)
    {
        var named = context.Input.Metrics.Where(bound.IsAbout).ToList();
        if (named.Count == 0)
        {
            return Finding.Error(
                $"{bound.Subject} is not known for this version. Add evidence that measures it.",
                bound.Text,
                "not measured"
            );
        }

        var counting = Counting(named, context);
        if (counting.Count == 0)
        {
            var evidence = named.Select(metric => Evidence(metric, context)).OfType<GateEvidence>().DistinctBy(item => item.Id).ToList();
            if (evidence.Count == 0 && named.TrueForAll(metric => metric.Source == "declared"))
            {
                return Finding.Error(
                    $"{bound.Subject} is only declared, and the policies ask for figures of a report that states what it was measured on. "
                        + "Add evidence that measures it.",
                    bound.Text,
                    "not measured"
                );
            }

            var why = evidence.Count == 0 ? string.Empty : $"{evidence[0].Id} {WhyNot(evidence[0], named, context)}. ";
            return Finding
                .Error(
                    $"{bound.Subject} comes only from evidence that does not count: {why}Add evidence about this artifact.",
                    bound.Text,
                    "not measured"
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
            string.Join(" ", told.Take(5).Select(pair => pair.finding.Message)),
            bound.Text,
            string.Join("; ", told.Take(5).Select(pair => pair.finding.Actual))
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

    private static string? WhyNot(GateEvidence evidence, List<GateMetric> named, RuleContext context) =>
        named.Where(metric => metric.Evidence == evidence.Id).Select(metric => context.Evidence.WhyNot(evidence, metric)).First();

    // Inputs of runs before slices were read name none, so that they are judged as they were.
    private static int? LeastRows(GateMetric metric, Bound bound, GateEvidence? evidence) =>
        bound.MinSamples ?? (metric.Slice is not null && evidence?.Facts.Slices is not null ? SmallestSlice : null);

    private static Finding Judge(GateMetric metric, Bound bound, int? leastRows)
    {
        var name = metric.Attribute is null || bound.Attribute is not null ? bound.Subject : $"{bound.Metric} of {metric.Attribute}";
        var actual = Described(metric);
        var measured =
            !bound.Conservative ? metric.Value
            : bound.IsLowerBound ? metric.Low
            : metric.High;
        if (metric.Value is null || measured is not { } value)
        {
            var what = metric.Value is null
                ? "is undefined"
                : $"has no {(bound.IsLowerBound ? "lower" : "upper")} end of its interval, which this rule compares";
            return Finding.Error(
                $"{name} {what}. Add evidence that measures it{(metric.Value is null ? string.Empty : " with an interval")}.",
                bound.Text,
                actual
            );
        }

        if (leastRows is { } least && metric.N is not { } rows)
        {
            return Finding.Error(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"It is not known on how many rows {name} was measured; at least {least:#,0} are asked for. Add evidence that says so."
                ),
                bound.Text,
                actual
            );
        }

        if (metric.N < leastRows)
        {
            return Finding.Fail(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name} was measured on {metric.N:#,0} rows; at least {leastRows:#,0} are asked for. Measure it on more."
                ),
                bound.Text,
                actual
            );
        }

        var compared = bound.Conservative ? $"{name} at the {(bound.IsLowerBound ? "lower" : "upper")} end of its interval" : name;
        return bound.Holds(value)
            ? Finding.Pass($"{compared} is {Number.Write(value)}.", bound.Text, actual)
            : Finding.Fail(
                $"{compared} is {Number.Write(value)}; it must be {bound.Operator} {Number.Write(bound.Value)}. Improve the model or "
                    + $"choose another version.",
                bound.Text,
                actual
            );
    }

    private static GateEvidence? Evidence(GateMetric metric, RuleContext context) =>
        metric.Evidence is null ? null : context.Input.Evidence.FirstOrDefault(evidence => evidence.Id == metric.Evidence);

    private static string Described(GateMetric metric)
    {
        var interval =
            metric.Low is not null || metric.High is not null
                ? $" [{Number.Finite(metric.Low) ?? "unknown"}, {Number.Finite(metric.High) ?? "unknown"}]"
                : string.Empty;
        var rows = metric.N is { } n ? string.Create(CultureInfo.InvariantCulture, $", n = {n}") : string.Empty;
        var of = metric.Attribute is null ? string.Empty : metric.Attribute + ": ";
        return $"{of}{Number.Finite(metric.Value) ?? "undefined"}{interval}{rows}"
            + $"{(metric.Source == "declared" ? ", declared" : string.Empty)}";
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

        public string Text =>
            $"{Subject} {Operator} {Number.Write(Value)}{(Conservative ? " at the unfavourable end of its interval" : string.Empty)}"
            + (MinSamples is { } least ? string.Create(CultureInfo.InvariantCulture, $", n >= {least}") : string.Empty);

        public bool Holds(double measured) => PolicyLimit.Holds(Operator, measured, Value);
    }
}
