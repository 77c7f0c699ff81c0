using Governance.Analytics.Performance;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Robustness;

/// <summary>Counts flips by size of perturbation.</summary>
/// <param name="classes">Predicted class of each original row.</param>
/// <param name="labels">Its truth, where known.</param>
internal sealed class EvasionTally(sbyte[] classes, sbyte[]? labels)
{
    // NaN stands for a size that is not known; as a key it equals itself.
    private readonly Dictionary<double, (Dictionary<int, bool> Flipped, long Tries)> _bySize = [];

    /// <summary>Takes one perturbed prediction. A prediction that failed is no resistance and no flip: it is left out.</summary>
    public void Add(int row, double size, sbyte perturbed)
    {
        if (classes[row] == PredictionRows.Unknown || perturbed == PredictionRows.Unknown)
        {
            return;
        }
        var (flipped, tries) = _bySize.GetValueOrDefault(size, ([], 0));
        flipped[row] = flipped.GetValueOrDefault(row) || perturbed != classes[row];
        _bySize[size] = (flipped, tries + 1);
    }

    public EvasionResult Result(RobustnessOptions options)
    {
        if (_bySize.Count == 0)
        {
            return Evasion.NotRun("No perturbed prediction belongs to an original one.");
        }
        EvasionPoint[] curve =
        [
            .. _bySize
                .OrderBy(s => double.IsNaN(s.Key) ? double.MaxValue : s.Key)
                .Select(s => Point(s.Key, s.Value.Flipped, s.Value.Tries)),
        ];
        var smallest = new Dictionary<int, double>();
        var rows = new HashSet<int>();
        foreach (var (size, (flipped, _)) in _bySize)
        {
            rows.UnionWith(flipped.Keys);
            foreach (var row in flipped.Where(f => f.Value).Select(f => f.Key))
            {
                smallest[row] = Math.Min(smallest.GetValueOrDefault(row, double.MaxValue), double.IsNaN(size) ? double.MaxValue : size);
            }
        }
        double[] distances = [.. smallest.Values.Where(d => d < double.MaxValue).Order()];
        var (verdict, reason) = Evasion.Judge(curve, options);
        return new EvasionResult
        {
            Verdict = verdict,
            Reason = reason,
            Curve = curve,
            MedianDistance = distances.Length == 0 ? null : Quantiles.Linear(distances, 0.5),
            NeverFlipped = new Proportion(rows.Count - smallest.Count, rows.Count),
        };
    }

    private EvasionPoint Point(double size, Dictionary<int, bool> flipped, long tries)
    {
        Proportion? accuracy = null;
        if (labels is not null)
        {
            var right = flipped.Where(f => labels[f.Key] != PredictionRows.Unknown && labels[f.Key] == classes[f.Key]).ToArray();
            accuracy = new Proportion(right.Count(f => !f.Value), right.Length);
        }
        return new EvasionPoint(
            double.IsNaN(size) ? null : size,
            new Proportion(flipped.Count(f => f.Value), flipped.Count),
            accuracy,
            tries
        );
    }
}
