using System.Globalization;

namespace Governance.Policies;

/// <summary>
/// <c>drift_limit</c>: in the newest measured window, or in the newest filed comparison, at most <c>maxDriftedFeatures</c> features may
/// exceed <c>max</c>.
/// </summary>
internal static class DriftRule
{
    public static Finding Evaluate(RuleContext context)
    {
        var limit = Limit.Of(context.Parameters);
        var measured = context.Input.Monitoring?.Window;
        switch (FigureSource.Of(context, measured is not null))
        {
            case FigureSource.Live:
                return Live(context, limit, measured);
            case FigureSource.Filed:
                return Filed(context, limit);
            default:
                var filed = context.Evidence.Newest("drift", null, limit.Text).Evidence;
                return FigureSource.Newer(measured, filed) switch
                {
                    FigureSource.Filed => Filed(context, limit),
                    FigureSource.Live => Live(context, limit, measured),
                    _ when filed is null => Filed(context, limit),
                    _ => Finding
                        .Error(
                            Sentence.Of(
                                "drift.windows-unknown",
                                $"{filed.Id} does not name the windows it covers, and no window of this version was measured. "
                                    + "Send a window, or file a comparison with a member windows.",
                                ("evidence", Values.Id(filed.Id))
                            ),
                            limit.Text,
                            Sentence.NotKnown
                        )
                        .From(filed),
                };
        }
    }

    private static Finding Live(RuleContext context, Limit limit, GateWindow? window)
    {
        if (window is null)
        {
            return Finding.Error(
                Sentence.Of(
                    "drift.unmeasured",
                    "No window of this version was measured, so that its drift is not known. "
                        + "Send a window of its predictions and a reference."
                ),
                limit.Text,
                Sentence.NotMeasured
            );
        }

        if (limit.MaxAgeHours is { } hours && context.Input.At - window.End > TimeSpan.FromHours(hours))
        {
            return Finding.Fail(
                Sentence.Of(
                    "drift.window-old",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The newest measured window {window.Id} ended more than {hours} hours ago. Send a newer window."
                    ),
                    ("window", Values.Id(window.Id)),
                    ("hours", Values.Hours(hours))
                ),
                limit.Text,
                Sentence.Of("seen.at", Instant.Write(window.End), ("at", Values.Time(window.End)))
            );
        }

        var finding = Judge(limit, context.Input.Monitoring!.Drift, window.Id);
        return finding with { Actual = FigureSource.In(window, finding.Actual!) };
    }

    private static Finding Filed(RuleContext context, Limit limit)
    {
        var (evidence, missing) = context.Evidence.Newest("drift", null, limit.Text);
        if (evidence is null)
        {
            return missing with { Outcome = RuleOutcome.Error };
        }

        if (limit.MaxAgeHours is { } hours && context.Input.At - evidence.ProducedAt > TimeSpan.FromHours(hours))
        {
            return Finding
                .Fail(
                    Sentence.Of(
                        "drift.evidence-old",
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"The newest drift comparison {evidence.Id} is older than {hours} hours. Compare a newer window."
                        ),
                        ("evidence", Values.Id(evidence.Id)),
                        ("hours", Values.Hours(hours))
                    ),
                    limit.Text,
                    Sentence.Of("seen.at", Instant.Write(evidence.ProducedAt), ("at", Values.Time(evidence.ProducedAt)))
                )
                .From(evidence);
        }

        return Judge(limit, evidence.Facts.Drift?.Features ?? [], evidence.Id).From(evidence);
    }

    private static Finding Judge(Limit limit, IReadOnlyList<DriftFeature> compared, string id)
    {
        var (statistic, max, most, wanted, expected) = (limit.Statistic, limit.Max, limit.Most, limit.Features, limit.Text);
        var features = compared.Where(feature => wanted.Count == 0 || wanted.Contains(feature.Name, StringComparer.Ordinal)).ToList();
        var absent = wanted
            .Where(name => !features.Exists(feature => feature.Name == name))
            .Concat(features.Where(feature => feature.Statistics.GetValueOrDefault(statistic) is null).Select(feature => feature.Name))
            .ToList();
        if (features.Count == 0 || absent.Count > 0)
        {
            var of = absent.Count == 0 ? "any feature" : RuleContext.Listed(absent.Take(10));
            return Finding.Error(
                Sentence.Of(
                    absent.Count == 0 ? "drift.undefined-for-all" : "drift.undefined",
                    $"{id} has no {statistic} for {of}. Compare a window in which it is defined.",
                    ("record", Values.Id(id)),
                    ("statistic", Values.Measure(statistic)),
                    ("features", Values.Names(absent))
                ),
                expected,
                Sentence.Of("drift.seen-undefined", "undefined")
            );
        }

        var drifted = features.Where(feature => feature.Statistics[statistic] > max).ToList();
        var worst = features.MaxBy(feature => feature.Statistics[statistic])!;
        var actual = Sentence.Of(
            "drift.seen",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{drifted.Count} of {features.Count} above; most: {worst.Name} {Number.Finite(worst.Statistics[statistic])}"
            ),
            ("count", Values.Count(drifted.Count)),
            ("total", Values.Count(features.Count)),
            ("statistic", Values.Measure(statistic)),
            ("feature", Values.Name(worst.Name)),
            ("value", Values.Number(worst.Statistics[statistic]))
        );
        return drifted.Count > most
            ? Finding.Fail(
                Sentence.Of(
                    "drift.above",
                    $"These features have drifted: {RuleContext.Listed(drifted.Take(10).Select(feature => feature.Name))}. "
                        + "Find out why before this version goes on.",
                    ("features", Values.Names(drifted.Select(feature => feature.Name)))
                ),
                expected,
                actual
            )
            : Finding.Pass(
                Sentence.Of("drift.met", $"{id} shows no more drift than is accepted.", ("record", Values.Id(id))),
                expected,
                actual
            );
    }

    private sealed record Limit(string Statistic, double Max, int Most, IReadOnlyList<string> Features, int? MaxAgeHours)
    {
        public Sentence Text =>
            Sentence.Of(
                Features.Count == 0 ? "drift.asked" : "drift.asked-features",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Statistic} <= {Number.Write(Max)} in all but {Most} of "
                        + $"{(Features.Count == 0 ? "all features" : RuleContext.Listed(Features))}"
                ),
                ("statistic", Values.Measure(Statistic)),
                ("limit", Values.Number(Max)),
                ("count", Values.Count(Most)),
                ("features", Values.Names(Features, int.MaxValue))
            );

        public static Limit Of(RuleParameters parameters) =>
            new(
                parameters.Text("statistic") ?? string.Empty,
                parameters.Number("max") ?? double.NaN,
                parameters.Integer("maxDriftedFeatures") ?? 0,
                parameters.List("features"),
                parameters.Integer("maxAgeHours")
            );
    }
}
