using System.Text.RegularExpressions;
using Governance.Domain.Cards;
using Governance.Localisation;
using Governance.Reporting.Documents;
using Governance.Reporting.Layout;
using static Governance.Localisation.Texts;

namespace Governance.Reporting.Cards;

/// <summary>
/// What a card says, in the reader's language: lines the portal made of its records. What people wrote, in the card or in a record,
/// stays as it is. The page and the document say the same.
/// </summary>
public static partial class CardLines
{
    // Fields whose lines are the portal's sentences. A name, a purpose, a plan and the title of a risk are a person's.
    private static readonly HashSet<string> s_made = new(StringComparer.Ordinal)
    {
        "riskClass",
        "artifact",
        "trainingData",
        "evaluationData",
        "performance",
        "fairness",
        "robustness",
        "monitoring",
        "roles",
        "classification",
        "models",
    };

    /// <summary>A line of a field.</summary>
    public static string Say(FieldValue field, string line)
    {
        ArgumentNullException.ThrowIfNull(field);
        return Say(field.Key, field.Status, line);
    }

    /// <summary>A line of a field, of which only its key and where it comes from are known.</summary>
    public static string Say(string field, FieldStatus status, string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (status is FieldStatus.FilledFromRecord && s_made.Contains(field))
        {
            line = Attributes().Replace(line, attributes => ColumnWords.Attributes(attributes.Value));
        }

        return status is not FieldStatus.FilledFromRecord || Languages.Current == Languages.Source ? line
            : field == "source" ? Source(line)
            : !s_made.Contains(field) ? line
            : Metric().Match(line) is { Success: true } metric ? Measured(metric)
            : RecordWords.Words(line);
    }

    /// <summary>The class of what the card is about; null while it has none.</summary>
    internal static string? Class(CardRecord record) => record.ClassWords is { } words ? T.Say(words) : null;

    private static string Source(string line) =>
        line.LastIndexOf(" at ", StringComparison.Ordinal) is > 0 and var at ? T["{0} at {1}", line[..at], line[(at + 4)..]] : line;

    private static string Measured(Match metric)
    {
        var parts = new List<string> { metric.Groups["value"].Value is "undefined" ? T["undefined"] : metric.Groups["value"].Value };
        if (metric.Groups["low"].Success)
        {
            parts.Add(T["95 % interval {0} to {1}", metric.Groups["low"].Value, metric.Groups["high"].Value]);
        }

        if (metric.Groups["rows"].Value is { Length: > 0 } rows)
        {
            parts.Add(T[rows == "1" ? "{0} row" : "{0} rows", rows]);
        }

        return Shapes.Numbers($"{metric.Groups["about"].Value}{T.Say(metric.Groups["name"].Value)}: {string.Join(", ", parts)}");
    }

    // The columns whose groups are compared, with a bar between their names, before a measured value: sex|age_band: Recall: 0.81
    [GeneratedRegex(
        @"^[A-Za-z_]\w*(?:\|[A-Za-z_]\w*)*(?=(?:, [^:]+)?: [^:]+: )",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Attributes();

    // As a card writes a measured value: age, under 25: Recall: 0.81, 95 % interval 0.78 to 0.84, 1,204 rows.
    [GeneratedRegex(
        "^(?<about>.+: )?(?<name>[^:]+): (?<value>[\u2212-]?[0-9][0-9,.]*|undefined)"
            + "(?:, 95 % interval (?<low>[^ ]+) to (?<high>[^ ,]+))?(?:, (?<rows>[0-9,]+) rows?)?$",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Metric();
}
