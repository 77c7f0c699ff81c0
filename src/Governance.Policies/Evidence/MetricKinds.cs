using System.Text.RegularExpressions;

namespace Governance.Policies;

/// <summary>Which kind of evidence measures a figure of the portal's own reports.</summary>
internal static partial class MetricKinds
{
    private static readonly Dictionary<string, string> s_kinds = new(
        new[]
        {
            (
                "validation",
                new[]
                {
                    "accuracy",
                    "precision",
                    "recall",
                    "f1",
                    "auc",
                    "averagePrecision",
                    "brier",
                    "logLoss",
                    "ece",
                    "fpr",
                    "fnr",
                    "mrr",
                    "groundedness",
                }
            ),
            (
                "fairness",
                ["demographicParityDifference", "demographicParityRatio", "equalOpportunityDifference", "equalizedOddsDifference"]
            ),
            ("robustness", ["flipRate", "evasionSuccessRate", "evasionMedianDistance", "evasionQueries", "evasionBound", "robustAccuracy"]),
            ("prompt-safety", ["attackSuccessRate", "overRefusalRate", "benignUtility", "utilityUnderAttack"]),
        }.SelectMany(pair => pair.Item2.Select(metric => KeyValuePair.Create(metric, pair.Item1))),
        StringComparer.Ordinal
    );

    /// <summary>The kind; null for a figure that is no measure of ours.</summary>
    public static string? Of(string metric) => s_kinds.GetValueOrDefault(metric) ?? (IsAtDepth(metric) ? "validation" : null);

    /// <summary>True for a measure of retrieval, which exists for every depth that someone asks for.</summary>
    public static bool IsAtDepth(string metric) => AtDepth().IsMatch(metric);

    [GeneratedRegex(@"^(recall|precision|hitRate|ndcg)At[0-9]{1,4}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AtDepth();
}
