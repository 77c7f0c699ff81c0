using System.Globalization;
using Governance.Domain;
using Governance.Domain.Documents;
using Governance.Localisation;
using Governance.Reporting.Layout;
using static Governance.Localisation.Texts;

namespace Governance.Reporting.Documents;

/// <summary>Words of documents for readers.</summary>
public static class DocumentLabels
{
    private static readonly Dictionary<string, string> s_fields = new(StringComparer.Ordinal)
    {
        ["incident_id"] = "Incident ID",
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
        ["event_id"] = "Decisions logged",
        ["known_vulnerabilities"] = "Vulnerabilities",
        ["signed_at"] = "Signed",
        ["days_out"] = "Days out of policy",
        ["attack_or_fault"] = "Attack or fault",
        ["aware_at"] = "Became aware",
        ["out_of_scope_use"] = "Out-of-scope use",
        ["third_party_components"] = "Third-party components",
        ["controller"] = "Under the control of",
        ["dataset_version"] = "Dataset",
        ["immediate_action"] = "Immediate measures",
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

    /// <summary>A field of a record in words, in English.</summary>
    public static string Field(string field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return s_fields.TryGetValue(field, out var word) ? word : SentenceCase.OfName(field);
    }

    /// <summary>A field of a record as a column head, in the language of the document.</summary>
    internal static string Head(string field) =>
        field switch
        {
            // Not what is measured: what is done.
            "measure" => T.Sense("Measure", "of oversight"),
            "action" => T.Sense("Action", "taken"),
            "controls" => T.Sense("Controls", "of a risk"),
            // A classification is signed at no gate.
            "gate" => T["What was signed"],
            // Beside the purpose of the AI system, which is another sentence.
            "intended_use" => T["Intended use of the model"],
            _ => T[Field(field)],
        };

    private static readonly Dictionary<string, string> s_measures = new(StringComparer.Ordinal)
    {
        ["auc"] = "Area under the ROC curve",
        ["f1"] = "F1 score",
        ["brier"] = "Brier score",
        ["ece"] = "Expected calibration error",
        ["fpr"] = "False positive rate",
        ["fnr"] = "False negative rate",
        ["n"] = "Rows",
        ["tp"] = "True positives",
        ["fp"] = "False positives",
        ["tn"] = "True negatives",
        ["fn"] = "False negatives",
        ["overRefusalRate"] = "Over-refusal rate",
        // Not how accurate the model is under attack: how many of its correct predictions an attack leaves as they are.
        ["adversarialAccuracy"] = "Share of correct predictions left unchanged",
    };

    // What the portal and its scripts call a measure. Whatever else has a name, its sender gave it.
    private static readonly HashSet<string> s_own =
    [
        .. s_measures.Keys,
        "accuracy",
        "precision",
        "recall",
        "averagePrecision",
        "logLoss",
        "demographicParityDifference",
        "demographicParityRatio",
        "equalOpportunityDifference",
        "equalizedOddsDifference",
        "flipRate",
        "evasionSuccessRate",
        "evasionMedianDistance",
        "robustAccuracy",
        "evasionQueries",
        "evasionBound",
        "attackSuccessRate",
        "benignUtility",
        "utilityUnderAttack",
        "mrr",
        "groundedness",
        "meanFlipRate",
        "rowsWithAnyFlip",
        "rows",
        "draws",
        "method",
        "perturbation",
        "threshold",
        "unauthorisedRetrievalRate",
        "decisions logged",
        "inherent score",
        "residual score",
        "overrides",
        "reviews",
    ];

    /// <summary>In place of a provision: the law does not ask for the point, the plan of the document does.</summary>
    internal const string OwnChoice = "project choice";

    /// <summary>The provision that asks for a point, as the language in force cites it.</summary>
    public static string Provision(DocumentPoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        return point.Ref switch
        {
            OwnChoice when point.IsRequired => T["Required by the portal"],
            OwnChoice => T["Not required by law"],
            { Length: > 0 } named => Cited(named),
            _ => point.Id,
        };
    }

    /// <summary>A provision as the language in force cites it: of several of an article the last ones are numbers alone.</summary>
    internal static string Cited(string provision)
    {
        if (Languages.Current == Languages.Source)
        {
            return provision;
        }

        // The plans of documents are ours, and so is every provision in them.
        List<string> parts = [.. provision.Split(", ").Select(part => part.StartsWith('(') ? part.Trim('(', ')') : T.Recorded(part))];
        return provision.Contains(", (", StringComparison.Ordinal) && parts[^1].All(char.IsAsciiLetterOrDigit)
            ? T["{0} and {1}", string.Join(", ", parts[..^1]), parts[^1]]
            : string.Join(", ", parts);
    }

    /// <summary>
    /// A measure in English words: <c>averagePrecision</c> is average precision, <c>sex, equal opportunity difference</c> the difference by
    /// sex.
    /// </summary>
    public static string Measure(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (s_measures.TryGetValue(name, out var known))
        {
            return known;
        }

        if (OfFairness(name) is var (of, measured))
        {
            var upper = SentenceCase.Of(measured);
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
        return SentenceCase.Of(words);
    }

    /// <summary>True for a measure of the portal; the name of any other is its sender's, and stays in every language.</summary>
    public static bool IsOwn(string name) => s_own.Contains(name);

    /// <summary>A measure in words, in the language of the document.</summary>
    internal static string Said(RecordMeasure measure)
    {
        if (measure.Words is { } words)
        {
            return RecordWords.Sentence(words);
        }

        if (OfFairness(measure.Name) is not var (of, measured))
        {
            return IsOwn(measure.Name) ? T[Measure(measure.Name)] : Measure(measure.Name);
        }

        var said = T[SentenceCase.Of(measured)];
        return of.Contains(' ', StringComparison.Ordinal)
            ? $"{said}, {ColumnWords.Group(of)}"
            : string.Format(CultureInfo.InvariantCulture, T.Sense("{0} by {1}", "of a group"), said, ColumnWords.Group(of));
    }

    // Of a fairness report: the attribute or group comes first, then what was measured of it.
    private static (string Of, string Measured)? OfFairness(string name) =>
        name.Split(", ") is [var of, var measured] && s_fairness.Contains(measured) ? (of, measured) : null;

    /// <summary>A check in words: those of the portal have words as ids, those of a plan have numbers.</summary>
    internal static string Check(string id) =>
        id switch
        {
            "PURPOSE" => T["Intended purpose"],
            "CLASS" => T["Class"],
            "VERSION" => T["Version"],
            "FIGURES" => T["Figures"],
            "RISKS" => T["Risks"],
            _ => id,
        };

    /// <summary>How far a point is.</summary>
    public static StateWord State(FilledPoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        return point.State switch
        {
            PointState.Complete => new(T["Complete"], StateKind.Pass),
            PointState.Partial => new(T["Partial"], StateKind.Warn),
            PointState.Gap when point.Point.IsRequired => new(T["Gap"], StateKind.Fail),
            PointState.Gap => new(T["Left open"], StateKind.Idle),
            PointState.NotApplicable => new(T["Not applicable"], StateKind.Waived),
        };
    }

    /// <summary>How strongly a point is asked for.</summary>
    public static string Need(DocumentPoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        return point.Need switch
        {
            PointNeed.Always => "Always",
            PointNeed.IfApplicable => point.AppliesIf is { } condition ? T["If: {0}", T[condition]] : "Where applicable",
            PointNeed.Recommended => "Recommended",
            PointNeed.Optional => "Optional",
            PointNeed.Initial => "From the initial report",
            PointNeed.Final => "In the complete report",
        };
    }
}
