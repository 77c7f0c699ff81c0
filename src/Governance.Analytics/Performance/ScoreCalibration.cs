using Governance.Analytics.Io;

namespace Governance.Analytics.Performance;

/// <summary>What the scores of a reference meant: enough to estimate the performance of later windows without its rows.</summary>
/// <param name="Calibrator">Turns scores into probabilities; <see langword="null"/> when they are better taken as they are.</param>
public sealed record ScoreCalibration(IsotonicCalibrator? Calibrator)
{
    /// <summary>Learns from labelled rows.</summary>
    /// <param name="reference">Labelled rows with scores.</param>
    /// <param name="roles">Which column is which; <see langword="null"/> for known names.</param>
    /// <param name="options">Positive class; <see langword="null"/> for the defaults.</param>
    /// <returns>The calibration; <see langword="null"/> without labelled rows of both classes that have a score in [0, 1].</returns>
    public static ScoreCalibration? Of(Table reference, ColumnRoles? roles = null, BinaryOptions? options = null)
    {
        var past = PredictionRows.From(reference, roles ?? ColumnRoles.Default, options ?? BinaryOptions.Default);
        if (past is not { Scores: { } scores, Labels: { } labels })
        {
            return null;
        }
        var known = Enumerable.Range(0, past.Count).Where(i => labels[i] != PredictionRows.Unknown && scores[i] is >= 0 and <= 1).ToArray();
        return known.All(i => labels[i] == 1) || known.All(i => labels[i] == 0)
            ? null
            : new ScoreCalibration(
                IsotonicCalibrator.FitIfBetter([.. known.Select(i => scores[i])], [.. known.Select(i => labels[i] == 1)])
            );
    }
}
