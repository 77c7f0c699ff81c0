using System.Text.RegularExpressions;

namespace Governance.Policies;

/// <summary>The measures of a performance report.</summary>
public static class PerformanceMetrics
{
    /// <summary>Their names, in the order of the report.</summary>
    public static IReadOnlyList<string> All { get; } =
    ["accuracy", "precision", "recall", "f1", "auc", "averagePrecision", "brier", "logLoss", "ece", "fpr", "fnr"];
}

/// <summary>Which kind of evidence measures a figure of the portal's own reports.</summary>
internal static partial class MetricKinds
{
    private static readonly (string Kind, string[] Metrics)[] s_kinds =
    [
        ("validation", [.. PerformanceMetrics.All]),
        ("fairness", ["demographicParityDifference", "demographicParityRatio", "equalOpportunityDifference", "equalizedOddsDifference"]),
        ("robustness", ["flipRate", "evasionSuccessRate", "evasionMedianDistance", "evasionQueries", "evasionBound", "robustAccuracy"]),
        ("prompt-safety", ["attackSuccessRate", "overRefusalRate", "benignUtility", "utilityUnderAttack"]),
        ("validation", ["mrr", "groundedness"]),
    ];

    private static readonly Dictionary<string, string> s_byName = new(
        s_kinds.SelectMany(pair => pair.Metrics.Select(metric => KeyValuePair.Create(metric, pair.Kind))),
        StringComparer.Ordinal
    );

    // Losses and distances have no upper end.
    private static readonly HashSet<string> s_unbounded = new(StringComparer.Ordinal)
    {
        "logLoss",
        "evasionMedianDistance",
        "evasionQueries",
        "evasionBound",
    };

    /// <summary>
    /// Whether a figure of ours can have a value. Percentages, signed differences and ratios above one are written by tools that mean
    /// something else by the name: 95 would keep any lower bound of an accuracy, and -0.4 any upper bound of a difference.
    /// </summary>
    public static bool CanBe(string metric, double value) =>
        Of(metric) is null || (value >= 0 && (value <= 1 || s_unbounded.Contains(metric)));

    /// <summary>The same, as words that say where it lies.</summary>
    public static string ScaleOf(string metric) => s_unbounded.Contains(metric) ? "is never below 0" : "lies from 0 to 1";

    /// <summary>The figures of the portal's own reports, by their kinds, without those of retrieval, which exist for every depth.</summary>
    public static IReadOnlyList<string> All { get; } = [.. s_kinds.SelectMany(pair => pair.Metrics)];

    /// <summary>The kind; null for a figure that is no measure of ours.</summary>
    public static string? Of(string metric) => s_byName.GetValueOrDefault(metric) ?? (IsAtDepth(metric) ? "validation" : null);

    /// <summary>True for a measure of retrieval, which exists for every depth that someone asks for.</summary>
    public static bool IsAtDepth(string metric) => AtDepth().IsMatch(metric);

    [GeneratedRegex(@"^(recall|precision|hitRate|ndcg)At[0-9]{1,4}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AtDepth();
}
