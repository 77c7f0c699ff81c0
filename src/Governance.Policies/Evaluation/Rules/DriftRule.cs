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
                            $"{filed.Id} does not name the windows it covers, and no window of this version was measured. "
                                + "Send a window, or file a comparison with a member windows.",
                            limit.Text,
                            "not known"
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
                "No window of this version was measured, so that its drift is not known. Send a window of its predictions and a reference.",
                limit.Text,
                "not measured"
            );
        }

        if (limit.MaxAgeHours is { } hours && context.Input.At - window.End > TimeSpan.FromHours(hours))
        {
            return Finding.Fail(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The newest measured window {window.Id} ended more than {hours} hours ago. Send a newer window."
                ),
                limit.Text,
                Instant.Write(window.End)
            );
        }

        var finding = Judge(limit, context.Input.Monitoring!.Drift, window.Id);
        return finding with { Actual = $"{finding.Actual} ({FigureSource.Named(window)})" };
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
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The newest drift comparison {evidence.Id} is older than {hours} hours. Compare a newer window."
                    ),
                    limit.Text,
                    Instant.Write(evidence.ProducedAt)
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
            return Finding.Error(
                $"{id} has no {statistic} for {(absent.Count == 0 ? "any feature" : RuleContext.Listed(absent.Take(10)))}. Compare a "
                    + $"window in which it is defined.",
                expected,
                "undefined"
            );
        }

        var drifted = features.Where(feature => feature.Statistics[statistic] > max).ToList();
        var worst = features.MaxBy(feature => feature.Statistics[statistic])!;
        var actual = string.Create(
            CultureInfo.InvariantCulture,
            $"{drifted.Count} of {features.Count} above; most: {worst.Name} {Number.Finite(worst.Statistics[statistic])}"
        );
        return drifted.Count > most
            ? Finding.Fail(
                $"These features have drifted: {RuleContext.Listed(drifted.Take(10).Select(feature => feature.Name))}. "
                    + "Find out why before this version goes on.",
                expected,
                actual
            )
            : Finding.Pass($"{id} shows no more drift than is accepted.", expected, actual);
    }

    private sealed record Limit(string Statistic, double Max, int Most, IReadOnlyList<string> Features, int? MaxAgeHours)
    {
        public string Text =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Statistic} <= {Number.Write(Max)} in all but {Most} of "
                    + $"{(Features.Count == 0 ? "all features" : RuleContext.Listed(Features))}"
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
