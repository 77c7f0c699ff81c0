using Governance.Portal.Kernel.Components;

namespace Governance.Portal.Kernel.Labels;

/// <summary>Measures of evaluations in words.</summary>
public static class EvaluationText
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
            "benignUtility" => "Useful answers without attacks",
            "utilityUnderAttack" => "Useful answers under attack",
            "mrr" => "Mean reciprocal rank (MRR)",
            "latencyP95Ms" => "Latency, 95th percentile",
            _ when Depth(name) is var (what, depth) => $"{what} at {depth}",
            _ => Spoken(name),
        };

    /// <summary>Whether it is a measure of ours; the name of any other is its sender's.</summary>
    public static bool IsKnown(string name) => Name(name) != Spoken(name);

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
