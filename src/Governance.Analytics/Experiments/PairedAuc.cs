using Governance.Analytics.Statistics;

namespace Governance.Analytics.Experiments;

/// <summary>Areas under the ROC curves of two models that scored the same rows.</summary>
/// <param name="Champion">Area of the champion.</param>
/// <param name="Challenger">Area of the challenger.</param>
/// <param name="StandardError">Standard error of the difference; 0 where both rank all pairs alike.</param>
public sealed record PairedAuc(double Champion, double Challenger, double StandardError)
{
    /// <summary>Challenger less champion.</summary>
    public double Difference => Challenger - Champion;

    private const int RowsOfEachClass = 2;

    /// <summary>Rows of the smaller class where the standard error is 0; 0 where it is not, or is not known.</summary>
    public long SmallerClass { get; init; }

    /// <summary>95 % interval of the difference; from <see cref="EqualValues"/> where all rows say the same.</summary>
    public Interval Interval =>
        EqualValues.IsError(StandardError)
            ? new(Difference - (Proportion.Z95 * StandardError), Difference + (Proportion.Z95 * StandardError))
            : EqualValues.OfMean(Difference, Math.Max(RowsOfEachClass, SmallerClass), -1);

    /// <summary>Two-sided p-value of no difference.</summary>
    public double PValue =>
        MathNet.Numerics.SpecialFunctions.Erfc(
            Math.Abs(Difference)
                / ((EqualValues.IsError(StandardError) ? StandardError : EqualValues.ErrorOf(Difference, Interval)) * Math.Sqrt(2))
        );

    /// <summary>Compares them.</summary>
    /// <remarks>
    /// E. R. DeLong, D. M. DeLong, D. L. Clarke-Pearson, Biometrics 44 (1988) 837–845, from mid-ranks as in X. Sun, W. Xu, IEEE Signal
    /// Process. Lett. 21 (2014) 1389–1393: variance of the difference of each row's share of pairs that it wins.
    /// </remarks>
    /// <param name="champion">Scores of the champion; finite.</param>
    /// <param name="challenger">Scores of the challenger; finite.</param>
    /// <param name="labels">Whether each row is positive.</param>
    /// <returns>The comparison; <see langword="null"/> unless there are two rows of each class.</returns>
    public static PairedAuc? Of(ReadOnlySpan<double> champion, ReadOnlySpan<double> challenger, ReadOnlySpan<bool> labels)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(challenger.Length, champion.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(labels.Length, champion.Length);
        var positives = 0L;
        foreach (var label in labels)
        {
            positives += label ? 1 : 0;
        }
        var negatives = labels.Length - positives;
        if (positives < RowsOfEachClass || negatives < RowsOfEachClass)
        {
            return null;
        }
        var (first, second) = (Wins(champion, labels, positives, negatives), Wins(challenger, labels, positives, negatives));
        var (a, b) = (0.0, 0.0);
        for (var i = 0; i < first.Length; i++)
        {
            a += labels[i] ? first[i] : 0;
            b += labels[i] ? second[i] : 0;
        }
        (a, b) = (a / positives, b / positives);
        var (ofPositives, ofNegatives) = (0.0, 0.0);
        for (var i = 0; i < first.Length; i++)
        {
            var apart = second[i] - first[i] - (b - a);
            if (labels[i])
            {
                ofPositives += apart * apart;
            }
            else
            {
                ofNegatives += apart * apart;
            }
        }
        var variance = (ofPositives / (positives - 1) / positives) + (ofNegatives / (negatives - 1) / negatives);
        return new PairedAuc(a, b, Math.Sqrt(variance))
        {
            SmallerClass = EqualValues.IsError(Math.Sqrt(variance)) ? 0 : Math.Min(positives, negatives),
        };
    }

    // For a positive the share of negatives below it, for a negative the share of positives above it; ties half.
    private static double[] Wins(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels, long positives, long negatives)
    {
        var keys = scores.ToArray();
        var order = new int[keys.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }
        Array.Sort(keys, order);
        var wins = new double[keys.Length];
        var (positivesBelow, negativesBelow) = (0L, 0L);
        for (int start = 0, end; start < keys.Length; start = end)
        {
            var tied = 0L;
            for (end = start; end < keys.Length && keys[end] == keys[start]; end++)
            {
                tied += labels[order[end]] ? 1 : 0;
            }
            var others = end - start - tied;
            for (var i = start; i < end; i++)
            {
                wins[order[i]] = labels[order[i]]
                    ? (negativesBelow + (others / 2.0)) / negatives
                    : (positives - positivesBelow - (tied / 2.0)) / positives;
            }
            positivesBelow += tied;
            negativesBelow += others;
        }
        return wins;
    }
}
