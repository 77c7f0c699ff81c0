using Governance.Samples.Data;
using Governance.Samples.Models;
using Governance.Samples.Numerics;

namespace Governance.Samples.Statistics;

/// <summary>How often a small random disturbance of the inputs changes the decision.</summary>
internal sealed record RobustnessResult(int Rows, int Draws, double MeanFlipRate, Interval RowsWithAnyFlip, double UnchangedAndCorrect)
{
    public const string Perturbation =
        "amounts x U(0.95,1.05), rounded as logged; shares + U(-0.02,0.02), clipped to [0,1]; flags and categories unchanged";
    private const int MaximumRows = 2000;
    private const int DrawsPerRow = 10;

    public static RobustnessResult Measure(ScoringModel model, FeatureSet features, IReadOnlyList<SampleRow> rows, SeededRandom random)
    {
        long flips = 0,
            anyFlip = 0,
            correct = 0,
            stillCorrect = 0;
        var used = rows.Take(MaximumRows).ToArray();
        foreach (var row in used)
        {
            var before = model.Predict(row);
            var flipped = 0;
            for (var d = 0; d < DrawsPerRow; d++)
            {
                flipped += model.Predict(row.WithNumbers(Disturb(features, row.Numbers, random))) == before ? 0 : 1;
            }

            flips += flipped;
            anyFlip += flipped > 0 ? 1 : 0;
            correct += before == row.Label ? 1 : 0;
            stillCorrect += before == row.Label && flipped == 0 ? 1 : 0;
        }

        return new RobustnessResult(
            used.Length,
            DrawsPerRow,
            (double)flips / used.Length / DrawsPerRow,
            Interval.Wilson(anyFlip, used.Length) ?? throw new InvalidOperationException("Robustness needs rows."),
            (double)stillCorrect / correct
        );
    }

    private static double[] Disturb(FeatureSet features, double[] numbers, SeededRandom random)
    {
        var changed = (double[])numbers.Clone();
        for (var i = 0; i < changed.Length; i++)
        {
            var feature = features.Features[i];
            changed[i] = feature.Kind switch
            {
                FeatureKind.Amount => Math.Round(changed[i] * random.Uniform(0.95, 1.05), feature.Decimals, MidpointRounding.ToEven),
                FeatureKind.Share => Math.Round(
                    Math.Clamp(changed[i] + random.Uniform(-0.02, 0.02), 0, 1),
                    feature.Decimals,
                    MidpointRounding.ToEven
                ),
                _ => changed[i],
            };
        }

        return changed;
    }
}
