using Governance.Analytics.Assistants;

namespace Governance.Cli.Evaluation;

/// <summary>Finds the scores in a log of answers.</summary>
internal static class AnswerLogs
{
    /// <summary>Scores by name; groundedness also from counts of claims and of those the sources support.</summary>
    public static IReadOnlyList<(string Name, double[] Values)> Scores(LogColumns log, IReadOnlyList<string> named)
    {
        var names = named.Count > 0 ? named : [.. AnswerQuality.KnownScores.Where(log.Has)];
        List<(string Name, double[] Values)> scores = [.. names.Select(n => (n, Checked(log, n)))];
        if (!names.Contains("groundedness", StringComparer.Ordinal) && log.Has("claims") && log.Has("claims_supported"))
        {
            scores.Insert(0, ("groundedness", OfClaims(log)));
        }

        return scores.Count > 0
            ? scores
            : throw CliException.Usage(
                $"{log.Path} has none of the known score columns; name its score columns with --scores. Its columns are "
                    + $"{string.Join(", ", log.Names.Take(30))}."
            );
    }

    private static double[] Checked(LogColumns log, string name)
    {
        var values = log.Numbers(name);
        var wrong = Array.FindIndex(values, v => !double.IsNaN(v) && v is not (>= 0 and <= 1));
        return wrong < 0 ? values : throw log.Refuse(wrong, $"has a {name} outside 0 to 1.");
    }

    /// <summary>An answer without claims has nothing to support: it has no score, rather than a perfect one.</summary>
    private static double[] OfClaims(LogColumns log)
    {
        var (claims, supported) = (log.Numbers("claims"), log.Numbers("claims_supported"));
        return
        [
            .. claims.Select(
                (c, row) =>
                    double.IsNaN(c) || double.IsNaN(supported[row]) || c == 0 ? double.NaN
                    : supported[row] >= 0 && supported[row] <= c ? supported[row] / c
                    : throw log.Refuse(row, "has more supported claims than claims.")
            ),
        ];
    }
}
