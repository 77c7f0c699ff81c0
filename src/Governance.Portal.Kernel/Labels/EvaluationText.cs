using Governance.Localisation;
using Governance.Portal.Kernel.Components;

namespace Governance.Portal.Kernel.Labels;

/// <summary>Measures of evaluations in words.</summary>
public static class EvaluationText
{
    /// <summary>A measure in its unit.</summary>
    public static string Value(string name, double value) => IsTime(name) ? $"{Formats.Number(value, 0)} ms" : Formats.Percent(value);

    /// <summary>Whether it is a time in milliseconds.</summary>
    public static bool IsTime(string name) => name.EndsWith("Ms", StringComparison.Ordinal);

    /// <summary>The words people read for a name of the report: ours for a measure of ours; any other name is its sender's.</summary>
    public static Wording Name(string name) =>
        name switch
        {
            "attackSuccessRate" => Wording.Text($"Attack success"),
            "overRefusalRate" => Wording.Text($"Over-refusal"),
            "benignUtility" => Wording.Text($"Useful answers without attacks"),
            "utilityUnderAttack" => Wording.Text($"Useful answers under attack"),
            "mrr" => Wording.Text($"Mean reciprocal rank (MRR)"),
            "latencyP95Ms" => Wording.Text($"Latency, 95th percentile"),
            _ when AtDepth(name) is { } atDepth => atDepth,
            _ => DisplayLabels.Metric(name) is { IsOurs: true } ours ? ours : Wording.Verbatim(Spoken(name)),
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

    private static Wording? AtDepth(string name) =>
        name.LastIndexOf("At", StringComparison.Ordinal) is > 0 and var at
        && name[(at + 2)..] is { Length: > 0 } depth
        && !depth.AsSpan().ContainsAnyExceptInRange('0', '9')
            ? name[..at] switch
            {
                "recall" => Wording.Text($"Recall at {depth}"),
                "precision" => Wording.Text($"Precision at {depth}"),
                "hitRate" => Wording.Text($"Hit rate at {depth}"),
                "ndcg" => Wording.Text($"nDCG at {depth}"),
                _ => null,
            }
            : null;
}
