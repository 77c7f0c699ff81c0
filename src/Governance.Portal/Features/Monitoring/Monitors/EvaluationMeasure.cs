using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Components;

namespace Governance.Portal.Features.Monitoring.Monitors;

/// <summary>One measure of an evaluation: what <c>governance evaluate</c> found in a suite or a log.</summary>
/// <param name="Value">The measure: a share from 0 to 1, or milliseconds where the name ends in <c>Ms</c>.</param>
/// <param name="Low">Lower end of its 95 % interval.</param>
/// <param name="High">Upper end of it.</param>
/// <param name="N">Cases, queries or answers it rests on.</param>
/// <param name="Better">higher or lower; without it no monitor is made.</param>
public sealed record EvaluationMeasure(double Value, double? Low = null, double? High = null, long? N = null, string? Better = null)
{
    /// <summary>How much worse than the first one a share may become.</summary>
    public const double Tolerance = 0.05;

    /// <summary>How many times as long as at first something may take.</summary>
    public const double Slower = 1.5;

    /// <summary>Cases a judgement takes.</summary>
    public const long MinimumCases = 30;

    internal string? Problem =>
        Better is not (null or "higher" or "lower") ? "is better when it is higher or lower."
        : Low is { } low && !(double.IsFinite(low) && low <= Value)
        || High is { } high && !(double.IsFinite(high) && high >= Value)
        || Low is null != High is null
            ? "has an interval that does not hold its value."
        : N < 0 ? "rests on a number of cases below 0."
        : null;

    /// <summary>The limits that follow from it when it is the first one.</summary>
    internal MonitorTerms Terms(string name) =>
        Better is "higher"
            ? new(Value - Tolerance, null, MinimumCases, MonitorDefaults.Consecutive, null, AsksForRetraining: false)
            : new(
                null,
                EvaluationWords.IsTime(name) ? Value * Slower : Value + Tolerance,
                MinimumCases,
                MonitorDefaults.Consecutive,
                null,
                AsksForRetraining: false
            );
}

/// <summary>Measures of evaluations in words.</summary>
internal static class EvaluationWords
{
    /// <summary>A measure in its unit.</summary>
    public static string Value(string name, double value) => IsTime(name) ? $"{Formats.Number(value, 0)} ms" : Formats.Percent(value);

    /// <summary>Whether it is a time in milliseconds.</summary>
    public static bool IsTime(string name) => name.EndsWith("Ms", StringComparison.Ordinal);

    /// <summary>The words people read for a name of the report.</summary>
    public static string Name(string name) =>
        name switch
        {
            "attackSuccessRate" => "Attack success",
            "overRefusalRate" => "Over-refusal",
            "benignUtility" => "Benign utility",
            "utilityUnderAttack" => "Utility under attack",
            "mrr" => "Mean reciprocal rank",
            "latencyP95Ms" => "Latency, 95 %",
            _ when Depth(name) is var (what, depth) => $"{what} at {depth}",
            _ => Spoken(name),
        };

    // What programs call it is read out: chargebackRate is Chargeback rate.
    private static string Spoken(string name)
    {
        var words = new System.Text.StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var begins = i > 0 && char.IsUpper(name[i]) && char.IsLower(name[i - 1]);
            var isWord = begins && i + 1 < name.Length && char.IsLower(name[i + 1]);
            words
                .Append(begins ? " " : "")
                .Append(
                    i == 0 ? char.ToUpperInvariant(name[0])
                    : name[i] == '_' ? ' '
                    : isWord ? char.ToLowerInvariant(name[i])
                    : name[i]
                );
        }

        return words.ToString();
    }

    private static (string What, string Depth)? Depth(string name) =>
        name.LastIndexOf("At", StringComparison.Ordinal) is > 0 and var at
        && name.AsSpan(at + 2) is { Length: > 0 } digits
        && !digits.ContainsAnyExceptInRange('0', '9')
            ? (
                name[..at] switch
                {
                    "recall" => "Recall",
                    "precision" => "Precision",
                    "hitRate" => "Hit rate",
                    "ndcg" => "nDCG",
                    var other => other,
                },
                digits.ToString()
            )
            : null;
}
