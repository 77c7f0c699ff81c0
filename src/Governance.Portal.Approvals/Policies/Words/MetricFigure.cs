using System.Text.RegularExpressions;
using Governance.Localisation;
using Governance.Portal.Kernel.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Approvals.Policies.Words;

/// <summary>Writes the value of a metric as people say it: a rate in per cent, a gap between groups in points, a score as it is.</summary>
internal static partial class MetricFigure
{
    private static readonly HashSet<string> s_gaps = new(StringComparer.Ordinal)
    {
        "demographicParityDifference",
        "equalOpportunityDifference",
        "equalizedOddsDifference",
    };

    private static readonly HashSet<string> s_rates = new(StringComparer.Ordinal)
    {
        "accuracy",
        "precision",
        "recall",
        "fpr",
        "fnr",
        "flipRate",
        "evasionSuccessRate",
        "robustAccuracy",
        "attackSuccessRate",
        "overRefusalRate",
        "benignUtility",
        "utilityUnderAttack",
        "groundedness",
        "unauthorisedRetrievalRate",
    };

    /// <summary>True for a metric that compares groups of people.</summary>
    public static bool ComparesGroups(string metric) => s_gaps.Contains(metric) || metric == "demographicParityRatio";

    /// <summary>The value in the unit of the metric.</summary>
    public static string Of(string metric, double value) =>
        s_gaps.Contains(metric) ? Points(Plain(InHundredths(value)))
        : s_rates.Contains(metric) || RateAtDepth().IsMatch(metric) ? $"{Plain(InHundredths(value))}{Formats.NarrowSpace}%"
        : Plain(value);

    private static string Points(string points) => points == "1" ? T["1 percentage point"] : T["{0} percentage points", points];

    /// <summary>A number with the decimals it was given, and no more.</summary>
    public static string Plain(double value) => value.ToString("#,0.######", Shapes.Culture).Replace('-', Formats.Minus);

    // 0.07 times 100 is not 7 in binary.
    private static double InHundredths(double share) => (double)((decimal)share * 100m);

    [GeneratedRegex(@"^(recall|precision|hitRate)At[0-9]{1,4}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RateAtDepth();
}
