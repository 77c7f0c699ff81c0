using System.Globalization;
using Governance.Localisation;
using Governance.Portal.Kernel.Components;
using Governance.Reporting.Layout;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Kernel.Labels;

/// <summary>
/// The names and units of measures as people use them: an approval-rate gap of 13.1 points, where programs write
/// <c>demographicParityDifference</c> and 0.131.
/// </summary>
public static class MeasureUnits
{
    private const int MaxDecimals = 6;

    private enum Unit
    {
        Number,
        Share,
        Points,
        Milliseconds,
    }

    /// <summary>The unit people read a measure in, in English.</summary>
    public static string UnitOf(string metric) =>
        Of(metric).Unit switch
        {
            Unit.Share => "Per cent",
            Unit.Points => "Percentage points",
            Unit.Milliseconds => "Milliseconds",
            _ => "Number",
        };

    /// <summary>The name of a measure in the language in force; one that is not ours stands as it was given.</summary>
    public static string NameOf(string metric) => Of(metric).Name.ToString();

    /// <summary>The same, for what is said later in the language of its reader.</summary>
    public static Wording WordingOf(string metric) => Of(metric).Name;

    /// <summary>A group of columns in words: it is stored with a bar between their names, sex|age_band.</summary>
    public static string Attributes(string attribute) => ColumnWords.Attributes(attribute);

    /// <summary>
    /// A number as a record keeps it, to three decimals: 0.131286 is 0.131, but what would become zero stays, and so does what is no
    /// number.
    /// </summary>
    public static string Rounded(string number) =>
        double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && Math.Abs(value) >= 0.001
            ? value.ToString("0.###", CultureInfo.InvariantCulture)
            : number;

    /// <summary>A value of a measure in its unit, with as few decimals as tell it from those that it is compared with.</summary>
    /// <param name="metric">The measure; null for a number without one.</param>
    /// <param name="value">The value.</param>
    /// <param name="beside">What stands beside it, such as its limit.</param>
    public static string Write(string? metric, double value, IReadOnlyCollection<double> beside)
    {
        ArgumentNullException.ThrowIfNull(beside);
        var unit = metric is null ? Unit.Number : Of(metric).Unit;
        for (var decimals = LeastDecimals(unit); ; decimals++)
        {
            var written = In(unit, value, decimals);
            if (decimals >= MaxDecimals || beside.All(other => other.Equals(value) || In(unit, other, decimals) != written))
            {
                return unit is Unit.Points ? string.Format(CultureInfo.InvariantCulture, T.Sense("{0} points", "a gap"), written) : written;
            }
        }
    }

    private static int LeastDecimals(Unit unit) =>
        unit switch
        {
            Unit.Number => 3,
            Unit.Milliseconds => 0,
            _ => 1,
        };

    private static string In(Unit unit, double value, int decimals) =>
        unit switch
        {
            Unit.Share => Formats.Percent(value, decimals),
            Unit.Points => Formats.Number(value * 100, decimals),
            Unit.Milliseconds => $"{Formats.Number(value, decimals)} ms",
            // A whole number has no decimals to tell.
            _ => Formats.Number(value, value == Math.Round(value) ? 0 : decimals),
        };

    private static (Wording Name, Unit Unit) Of(string metric) =>
        metric switch
        {
            "demographicParityDifference" => (Wording.Text($"Approval-rate gap"), Unit.Points),
            "equalOpportunityDifference" => (Wording.Text($"True-positive-rate gap"), Unit.Points),
            "equalizedOddsDifference" => (Wording.Text($"Error-rate gap"), Unit.Points),
            "accuracy" or "precision" or "recall" or "fpr" or "fnr" or "flipRate" or "evasionSuccessRate" or "robustAccuracy" => (
                DisplayLabels.Metric(metric),
                Unit.Share
            ),
            "attackSuccessRate" or "overRefusalRate" or "benignUtility" or "utilityUnderAttack" => (
                EvaluationText.Name(metric),
                Unit.Share
            ),
            _ when EvaluationText.IsTime(metric) => (EvaluationText.Name(metric), Unit.Milliseconds),
            _ when DisplayLabels.Metric(metric) is { IsOurs: true } known => (known, Unit.Number),
            _ when EvaluationText.Name(metric) is { IsOurs: true } known => (known, Unit.Number),
            _ => (Wording.Verbatim(metric), Unit.Number),
        };
}
