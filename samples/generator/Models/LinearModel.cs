using Governance.Samples.Data;

namespace Governance.Samples.Models;

internal sealed class LinearModel(IReadOnlyList<ModelColumn> columns, Baseline baseline, double intercept)
    : ScoringModel(columns, baseline, intercept)
{
    public override string Format => "linear-logistic/1";

    public override double LogOdds(SampleRow row)
    {
        var sum = Intercept;
        foreach (var column in Columns)
        {
            sum += column.Coefficient * column.Encode(row, Baseline);
        }

        return sum;
    }

    /// <summary>
    /// Exact: coef * (x - training mean), indicators of one category summed. With independent features these are the
    /// Shapley values of the log-odds (Lundberg and Lee 2017, corollary 1).
    /// </summary>
    public override IReadOnlyList<Attribution> Attributions(SampleRow row)
    {
        var totals = FeatureNames.ToDictionary(n => n, _ => 0.0, StringComparer.Ordinal);
        foreach (var column in Columns)
        {
            // Numbers are centred by their encoding, indicators are not.
            var mean = column.Kind == ModelColumn.Numeric ? 0 : column.Mean;
            totals[column.Source] += column.Coefficient * (column.Encode(row, Baseline) - mean);
        }

        return [.. FeatureNames.Select(n => new Attribution(n, totals[n]))];
    }
}
