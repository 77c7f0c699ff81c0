using Governance.Samples.Data;

namespace Governance.Samples.Models;

internal sealed class BoostedTreesModel(IReadOnlyList<ModelColumn> columns, Baseline baseline, double intercept, IReadOnlyList<Tree> trees)
    : ScoringModel(columns, baseline, intercept)
{
    public IReadOnlyList<Tree> Trees { get; } = trees;

    public override string Format => "boosted-trees-logistic/1";

    public override double LogOdds(SampleRow row) => LogOdds(EncodeAll(row));

    /// <summary>Occlusion: log-odds of the row minus log-odds with that feature at its baseline.</summary>
    public override IReadOnlyList<Attribution> Attributions(SampleRow row)
    {
        var x = EncodeAll(row);
        var full = LogOdds(x);
        var atBaseline = EncodeAll(
            new SampleRow
            {
                Numbers = Baseline.Numbers,
                Levels = Baseline.Levels,
                Label = 0,
                Tag = "",
            }
        );
        var result = new List<Attribution>(FeatureNames.Count);
        foreach (var name in FeatureNames)
        {
            var occluded = (double[])x.Clone();
            for (var i = 0; i < Columns.Count; i++)
            {
                if (Columns[i].Source == name)
                {
                    occluded[i] = atBaseline[i];
                }
            }

            result.Add(new Attribution(name, full - LogOdds(occluded)));
        }

        return result;
    }

    private double[] EncodeAll(SampleRow row)
    {
        var x = new double[Columns.Count];
        for (var i = 0; i < x.Length; i++)
        {
            x[i] = Columns[i].Encode(row, Baseline);
        }

        return x;
    }

    private double LogOdds(double[] x)
    {
        var sum = Intercept;
        foreach (var tree in Trees)
        {
            sum += tree.Evaluate(x);
        }

        return sum;
    }
}
