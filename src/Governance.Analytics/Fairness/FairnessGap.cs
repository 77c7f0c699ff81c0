using Governance.Analytics.Statistics;

namespace Governance.Analytics.Fairness;

/// <summary>The two groups that differ most in one rate, among those large enough for the verdict.</summary>
/// <param name="Metric"><c>selectionRate</c>, <c>tpr</c> or <c>fpr</c>.</param>
/// <param name="Lowest">Group with the lowest rate.</param>
/// <param name="Highest">Group with the highest rate.</param>
/// <param name="Difference">Highest − lowest rate.</param>
/// <param name="Interval">Newcombe's 95 % interval of the difference.</param>
/// <param name="PValue">Two-proportion z test.</param>
public sealed record FairnessGap(string Metric, string Lowest, string Highest, double Difference, Interval Interval, double PValue)
{
    /// <summary>Fisher's exact test, two-sided; <see langword="null"/> for more than <see cref="FisherExact.MaxRows"/> rows.</summary>
    public double? FisherPValue { get; init; }
}
