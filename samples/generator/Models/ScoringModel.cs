using Governance.Samples.Data;
using Governance.Samples.Numerics;

namespace Governance.Samples.Models;

internal abstract class ScoringModel(IReadOnlyList<ModelColumn> columns, Baseline baseline, double intercept)
{
    public IReadOnlyList<ModelColumn> Columns { get; } = columns;

    public Baseline Baseline { get; } = baseline;

    public double Intercept { get; } = intercept;

    public double Threshold { get; set; } = 0.5;

    /// <summary>Names of the features used, in the order of the columns.</summary>
    public IReadOnlyList<string> FeatureNames { get; } = [.. columns.Select(c => c.Source).Distinct(StringComparer.Ordinal)];

    public abstract string Format { get; }

    public abstract double LogOdds(SampleRow row);

    /// <summary>All contributions in the order of <see cref="FeatureNames"/>.</summary>
    public abstract IReadOnlyList<Attribution> Attributions(SampleRow row);

    public double RawScore(SampleRow row) => PortableMath.Logistic(LogOdds(row));

    /// <summary>The score as logged: six decimals.</summary>
    public double Score(SampleRow row) => Math.Round(RawScore(row), 6, MidpointRounding.ToEven);

    public int Predict(SampleRow row) => Score(row) >= Threshold ? 1 : 0;
}
