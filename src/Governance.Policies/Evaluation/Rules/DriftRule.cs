using System.Globalization;

namespace Governance.Policies;

/// <summary><c>drift_limit</c>: in the newest comparison, at most <c>maxDriftedFeatures</c> features may exceed <c>max</c>.</summary>
internal static class DriftRule
{
    public static Finding Evaluate(RuleContext context)
    {
        var statistic = context.Parameters.Text("statistic") ?? string.Empty;
        var max = context.Parameters.Number("max") ?? double.NaN;
        var most = context.Parameters.Integer("maxDriftedFeatures") ?? 0;
        var wanted = context.Parameters.List("features");
        var expected = string.Create(
            CultureInfo.InvariantCulture,
            $"{statistic} <= {Number.Write(max)} in all but {most} of {(wanted.Count == 0 ? "all features" : RuleContext.Listed(wanted))}"
        );
        var (evidence, missing) = context.Evidence.Newest("drift", null, expected);
        if (evidence is null)
        {
            return missing with { Outcome = RuleOutcome.Error };
        }

        if (context.Parameters.Integer("maxAgeHours") is { } hours && context.Input.At - evidence.ProducedAt > TimeSpan.FromHours(hours))
        {
            return Finding
                .Fail(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The newest drift comparison {evidence.Id} is older than {hours} hours. Compare a newer window."
                    ),
                    expected,
                    Instant.Write(evidence.ProducedAt)
                )
                .From(evidence);
        }

        var features = (evidence.Facts.Drift?.Features ?? [])
            .Where(feature => wanted.Count == 0 || wanted.Contains(feature.Name, StringComparer.Ordinal))
            .ToList();
        var absent = wanted
            .Where(name => !features.Exists(feature => feature.Name == name))
            .Concat(features.Where(feature => feature.Statistics.GetValueOrDefault(statistic) is null).Select(feature => feature.Name))
            .ToList();
        if (features.Count == 0 || absent.Count > 0)
        {
            return Finding
                .Error(
                    $"{evidence.Id} has no {statistic} for {(absent.Count == 0 ? "any feature" : RuleContext.Listed(absent.Take(10)))}. Compare a window in which it is defined.",
                    expected,
                    "undefined"
                )
                .From(evidence);
        }

        var drifted = features.Where(feature => feature.Statistics[statistic] > max).ToList();
        var worst = features.MaxBy(feature => feature.Statistics[statistic])!;
        var actual = string.Create(
            CultureInfo.InvariantCulture,
            $"{drifted.Count} of {features.Count} above; most: {worst.Name} {Number.Finite(worst.Statistics[statistic])}"
        );
        return drifted.Count > most
            ? Finding
                .Fail(
                    $"These features have drifted: {RuleContext.Listed(drifted.Take(10).Select(feature => feature.Name))}. Find out why before this version goes on.",
                    expected,
                    actual
                )
                .From(evidence)
            : Finding.Pass($"{evidence.Id} shows no more drift than is accepted.", expected, actual).From(evidence);
    }
}
