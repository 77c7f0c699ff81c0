using System.Text.Json.Nodes;
using Governance.Analytics.Statistics;

namespace Governance.Cli.Conversion;

/// <summary>The member <c>metrics</c> of a report: measured values by the names that policies use.</summary>
internal sealed class Figures
{
    private const int MaxName = 100;

    /// <summary>Names of other tools for measures that the portal has, too.</summary>
    private static readonly Dictionary<string, string> s_ours = new(StringComparer.OrdinalIgnoreCase)
    {
        ["accuracy"] = "accuracy",
        ["precision"] = "precision",
        ["recall"] = "recall",
        ["f1"] = "f1",
        ["f1score"] = "f1",
        ["f1_score"] = "f1",
        ["roc_auc"] = "auc",
        ["rocauc"] = "auc",
        ["auc"] = "auc",
        ["average_precision"] = "averagePrecision",
        ["brier_score"] = "brier",
        ["brier"] = "brier",
        ["log_loss"] = "logLoss",
        ["logloss"] = "logLoss",
        ["fpr"] = "fpr",
        ["false_positive_rate"] = "fpr",
        ["fnr"] = "fnr",
        ["false_negative_rate"] = "fnr",
        ["mae"] = "mae",
        ["mean_abs_error"] = "mae",
        ["rmse"] = "rmse",
        ["mape"] = "mape",
        ["mse"] = "mse",
        ["r2"] = "r2",
        ["r2_score"] = "r2",
        ["r2score"] = "r2",
    };

    private readonly JsonObject _metrics = [];

    public int Count => _metrics.Count;

    public JsonObject Json => _metrics;

    /// <summary>The portal's name for a measure; null when it has none.</summary>
    public static string? Ours(string name) => s_ours.GetValueOrDefault(name);

    /// <summary>A name as the portal takes it: letters, digits, dots, hyphens and underscores, a letter first.</summary>
    public static string Named(string name)
    {
        var taken = new string([.. name.Trim().Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_')]);
        taken = taken.Length > 0 && char.IsAsciiLetter(taken[0]) ? taken : "m_" + taken;
        return taken.Length <= MaxName ? taken : taken[..MaxName];
    }

    /// <summary>Words as one name: <c>Answer Relevance</c> is <c>answerRelevance</c>.</summary>
    public static string Camel(string words)
    {
        var parts = words.Split([' ', '_', '-', '/'], StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 0
            ? Named(words)
            : Named(
                string.Concat(parts.Select((p, n) => n == 0 ? char.ToLowerInvariant(p[0]) + p[1..] : char.ToUpperInvariant(p[0]) + p[1..]))
            );
    }

    /// <summary>Adds a value; of two under one name the second is refused, because no one could tell which one counts.</summary>
    public void Add(Place place, string name, double? value, long? n = null, Interval? interval = null)
    {
        if (_metrics.ContainsKey(name))
        {
            throw place.Bad($"{name} has a second value");
        }

        _metrics[name] =
            n is null && interval is null
                ? value
                : new JsonObject
                {
                    ["value"] = value,
                    ["n"] = n,
                    ["low"] = interval?.Low,
                    ["high"] = interval?.High,
                };
    }

    /// <summary>Adds a share with Wilson's interval.</summary>
    public void Add(Place place, string name, Proportion share) => Add(place, name, share.Value, share.Trials, share.Wilson);
}
