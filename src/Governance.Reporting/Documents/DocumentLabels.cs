using Governance.Domain.Documents;
using Governance.Reporting.Layout;

namespace Governance.Reporting.Documents;

/// <summary>Words of documents for readers.</summary>
public static class DocumentLabels
{
    private static readonly Dictionary<string, string> s_fields = new(StringComparer.Ordinal)
    {
        ["risk_id"] = "Risk",
        ["inherent_score"] = "Before controls",
        ["residual_score"] = "With controls",
        ["licence"] = "Licence",
        ["hash"] = "SHA-256",
        ["policy_id"] = "Rule",
        ["rule_version"] = "Policy",
        ["affected_persons"] = "People affected",
        ["member_states"] = "Countries",
        ["evidence_hashes"] = "Signed digest",
        ["event_id"] = "Events",
        ["known_vulnerabilities"] = "Vulnerabilities",
        ["signed_at"] = "Signed",
        ["days_out"] = "Days out of policy",
        ["attack_or_fault"] = "Attack or fault",
    };

    private static readonly HashSet<string> s_fairness = new(StringComparer.Ordinal)
    {
        "demographic parity difference",
        "demographic parity ratio",
        "equal opportunity difference",
        "equalised odds difference",
        "selection rate",
        "true positive rate",
        "false positive rate",
    };

    /// <summary>A field of a record as a column head.</summary>
    public static string Field(string field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return s_fields.TryGetValue(field, out var word) ? word : char.ToUpperInvariant(field[0]) + field[1..].Replace('_', ' ');
    }

    private static readonly Dictionary<string, string> s_measures = new(StringComparer.Ordinal)
    {
        ["auc"] = "AUC",
        ["f1"] = "F1",
        ["ece"] = "Expected calibration error",
        ["fpr"] = "False positive rate",
        ["fnr"] = "False negative rate",
        ["n"] = "Rows",
        ["tp"] = "True positives",
        ["fp"] = "False positives",
        ["tn"] = "True negatives",
        ["fn"] = "False negatives",
    };

    /// <summary>In place of a provision: the law does not ask for the point, the plan of the document does.</summary>
    internal const string OwnChoice = "project choice";

    /// <summary>The provision that asks for a point.</summary>
    public static string Provision(DocumentPoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        return point.Ref switch
        {
            OwnChoice => "Not from the law",
            { Length: > 0 } named => named,
            _ => point.Id,
        };
    }

    /// <summary>
    /// A measure in words: <c>averagePrecision</c> is average precision, <c>sex, equal opportunity difference</c> the difference by sex.
    /// </summary>
    public static string Measure(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (s_measures.TryGetValue(name, out var known))
        {
            return known;
        }

        // Of a fairness report: the attribute or group comes first, then what was measured of it.
        if (name.Split(", ") is [var of, var measured] && s_fairness.Contains(measured))
        {
            var upper = char.ToUpperInvariant(measured[0]) + measured[1..];
            return of.Contains(' ', StringComparison.Ordinal) ? $"{upper}, {of}" : $"{upper} by {of}";
        }

        if (name.Length == 0 || name.Contains(' ', StringComparison.Ordinal) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            return name;
        }

        var words = string.Concat(
                name.Select(c =>
                    c == '_' ? " "
                    : char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}"
                    : $"{c}"
                )
            )
            .Trim();
        return char.ToUpperInvariant(words[0]) + words[1..];
    }

    /// <summary>How far a point is.</summary>
    public static StateWord State(FilledPoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        return point.State switch
        {
            PointState.Complete => new("Complete", StateKind.Pass),
            PointState.Partial => new("Partial", StateKind.Warn),
            PointState.Gap when point.Point.IsRequired => new("Gap", StateKind.Fail),
            PointState.Gap => new("Left open", StateKind.Idle),
            PointState.NotApplicable => new("Not applicable", StateKind.Waived),
        };
    }

    /// <summary>How strongly a point is asked for.</summary>
    public static string Need(DocumentPoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        return point.Need switch
        {
            PointNeed.Always => "Always",
            PointNeed.IfApplicable => point.AppliesIf is { } condition ? $"If: {condition}" : "Where applicable",
            PointNeed.Recommended => "Recommended",
            PointNeed.Optional => "Optional",
            PointNeed.Initial => "From the first report",
            PointNeed.Final => "In the complete report",
        };
    }
}
