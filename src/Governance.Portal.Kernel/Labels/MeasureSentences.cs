using System.Globalization;
using System.Text.RegularExpressions;
using Governance.Portal.Kernel.Components;
using Governance.Reporting.Layout;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Kernel.Labels;

/// <summary>
/// What a rule found about a measure, with the name and the unit that people use for it: <c>Approval-rate gap by sex: 13.1 points, limit
/// 10.0.</c> The evaluator writes names of programs and shares, which are stored and stay.
/// </summary>
public static partial class MeasureSentences
{
    private enum Unit
    {
        Number,
        Share,
        Points,
        Milliseconds,
    }

    /// <summary>The sentence of a measure that misses its bound; null when the text is another one.</summary>
    public static string? Missed(string text)
    {
        if (
            MissedBound().Match(text) is not { Success: true } parts
            || Read(parts, "value") is not { } value
            || Read(parts, "bound") is not { } bound
        )
        {
            return null;
        }

        var (name, unit) = Named(parts.Groups["metric"].Value);
        var subject = T.Say(name) ?? name;
        if (parts.Groups["slice"] is { Success: true, Value: var slice })
        {
            subject = $"{subject} ({slice})";
        }

        if (parts.Groups["end"] is { Success: true, Value: var end })
        {
            subject = $"{subject}, {T[end == "lower" ? "lower end of the interval" : "upper end of the interval"]}";
        }

        var (measured, limit) = Written(value, bound, unit);
        var isUpper = parts.Groups["operator"].Value[0] == '<';
        if (parts.Groups["attribute"] is { Success: true, Value: var attribute })
        {
            return (attribute, isUpper) switch
            {
                ("sex", true) => T["{0} by sex: {1}, limit {2}.", subject, measured, limit],
                ("sex", false) => T["{0} by sex: {1}, at least {2} required.", subject, measured, limit],
                (_, true) => T["{0} by {1}: {2}, limit {3}.", subject, Attributes(attribute), measured, limit],
                (_, false) => T["{0} by {1}: {2}, at least {3} required.", subject, Attributes(attribute), measured, limit],
            };
        }

        return isUpper
            ? T["{0}: {1}, limit {2}.", subject, measured, limit]
            : T["{0}: {1}, at least {2} required.", subject, measured, limit];
    }

    /// <summary>
    /// A stored value as people read it: numbers of many decimals are rounded to three, 0.131286 becomes 0.131, but what would become zero
    /// stays; counts of rows have their thousands mark; groups of two columns are in words.
    /// </summary>
    public static string Rounded(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var rounded = LongNumber()
            .Replace(
                text,
                n =>
                    double.Parse(n.Value, CultureInfo.InvariantCulture) is >= 0.001 and var value
                        ? value.ToString("0.###", CultureInfo.InvariantCulture)
                        : n.Value
            );
        var counted = Rows()
            .Replace(rounded, n => long.Parse(n.Value, CultureInfo.InvariantCulture).ToString("N0", CultureInfo.InvariantCulture));
        return Groups().Replace(counted, g => Attributes(g.Value));
    }

    /// <summary>
    /// A bound with as many decimals as the value that stands beside it, three at most: people write 0.7, and beside 0.997 it is 0.700.
    /// </summary>
    public static string Aligned(string bound, string? measured)
    {
        ArgumentNullException.ThrowIfNull(bound);
        if (
            measured is null
            || FirstNumber().Match(bound) is not { Success: true } limit
            || FirstNumber().Match(measured) is not { Success: true } value
        )
        {
            return bound;
        }

        var end = limit.Index + limit.Length;
        var (has, wanted) = (limit.Groups["decimals"].Length, Math.Min(3, value.Groups["decimals"].Length));
        return has >= wanted ? bound : bound[..end] + (has == 0 ? "." : "") + new string('0', wanted - has) + bound[end..];
    }

    /// <summary>The unit people read a measure in, in English.</summary>
    public static string UnitOf(string metric) =>
        Named(metric).Unit switch
        {
            Unit.Share => "Per cent",
            Unit.Points => "Percentage points",
            Unit.Milliseconds => "Milliseconds",
            _ => "Number",
        };

    /// <summary>A group of columns in words: it is stored with a bar between their names, sex|age_band.</summary>
    public static string Attributes(string attribute) => ColumnWords.Attributes(attribute);

    private static (string Name, Unit Unit) Named(string metric) =>
        metric switch
        {
            "demographicParityDifference" => ("Approval-rate gap", Unit.Points),
            "equalOpportunityDifference" => ("True-positive-rate gap", Unit.Points),
            "equalizedOddsDifference" => ("Error-rate gap", Unit.Points),
            "accuracy" or "precision" or "recall" or "fpr" or "fnr" or "flipRate" or "evasionSuccessRate" or "robustAccuracy" => (
                DisplayLabels.Metric(metric),
                Unit.Share
            ),
            "attackSuccessRate" or "overRefusalRate" or "benignUtility" or "utilityUnderAttack" => (
                EvaluationText.Name(metric),
                Unit.Share
            ),
            _ when EvaluationText.IsTime(metric) => (EvaluationText.Name(metric), Unit.Milliseconds),
            _ when DisplayLabels.Metric(metric) is var known && known != metric => (known, Unit.Number),
            _ => (EvaluationText.Name(metric), Unit.Number),
        };

    // As few decimals as tell the value from its bound.
    private static (string Value, string Bound) Written(double value, double bound, Unit unit)
    {
        var least = unit switch
        {
            Unit.Number => 3,
            Unit.Milliseconds => 0,
            _ => 1,
        };
        for (var decimals = least; ; decimals++)
        {
            var (measured, limit) = (In(unit, value, decimals), In(unit, bound, decimals));
            if (measured != limit || decimals > 6)
            {
                return unit == Unit.Points
                    ? (string.Format(CultureInfo.InvariantCulture, T.Sense("{0} points", "a gap"), measured), limit)
                    : (measured, limit);
            }
        }
    }

    private static string In(Unit unit, double value, int decimals) =>
        unit switch
        {
            Unit.Share => Formats.Percent(value, decimals),
            Unit.Points => Formats.Number(value * 100, decimals),
            Unit.Milliseconds => $"{Formats.Number(value, decimals)} ms",
            _ => Formats.Number(value, decimals),
        };

    private static double? Read(Match parts, string group) =>
        double.TryParse(parts.Groups[group].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex(
        @"^(?<metric>[A-Za-z]\w*)(?: of (?<attribute>\S+))?(?: in (?<slice>.+?))?(?: at the (?<end>lower|upper) end of its interval)?"
            + @" is (?<value>-?[0-9.]+(?:[eE][-+]?[0-9]+)?); it must be (?<operator>[<>]=?) (?<bound>-?[0-9.]+(?:[eE][-+]?[0-9]+)?)\."
            + @" Improve the model or choose another version\.$",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex MissedBound();

    [GeneratedRegex(
        @"(?<![\w.])[0-9]+(?:\.(?<decimals>[0-9]+))?(?![\w.]*\w)",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex FirstNumber();

    [GeneratedRegex(@"(?<=\bn (?:=|≥|>=) )[0-9]{4,18}(?![\w.])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rows();

    [GeneratedRegex(
        @"(?<=^|; )(?:[A-Za-z_]\w*(?:\|[A-Za-z_]\w*)+(?=: )|[A-Za-z_]\w*(?=: -?[0-9]))",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Groups();

    [GeneratedRegex(@"(?<![\w.])[0-9]+\.[0-9]{4,}(?![\w.]*[\w])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LongNumber();
}
