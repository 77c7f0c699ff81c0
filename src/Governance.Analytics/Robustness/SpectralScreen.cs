using System.Numerics.Tensors;

namespace Governance.Analytics.Robustness;

/// <summary>Spectral signature: rows that stand out along the main direction of their class.</summary>
internal static class SpectralScreen
{
    private const double ExpectedShare = 0.01;
    private const double Multiplier = 1.5;
    private const double StandsOut = 25;
    private const int Iterations = 50;

    /// <remarks>
    /// Score: squared projection of the centred row on the first singular vector of its class. Suspected are at most 1.5 times the expected
    /// share of a class, and only rows beyond five standard deviations: every data set has a top percent.
    /// Source: B. Tran, J. Li, A. Madry, NeurIPS 2018.
    /// </remarks>
    public static PoisoningScreen Run(LabelledRows rows, RobustnessOptions options)
    {
        var taken = PlainRows.Spread(rows.Rows, 4 * options.NeighbourRows);
        var points = PlainRows.Of(rows, taken);
        var suspects = new List<int>();
        foreach (sbyte label in new sbyte[] { 0, 1 })
        {
            var own = Enumerable.Range(0, taken.Length).Where(i => rows.Labels[taken[i]] == label).ToArray();
            if (own.Length == 0 || points[0].Length == 0)
            {
                continue;
            }
            var scores = Scores([.. own.Select(i => (float[])points[i].Clone())]);
            var variance = scores.Average();
            var most = (int)Math.Ceiling(Multiplier * ExpectedShare * own.Length);
            suspects.AddRange(
                Enumerable
                    .Range(0, own.Length)
                    .OrderByDescending(i => scores[i])
                    .Take(most)
                    .Where(i => scores[i] > StandsOut * variance)
                    .Select(i => taken[own[i]])
            );
        }
        return PoisoningScreens.Judge(
            "spectral_signature",
            suspects,
            taken.Length,
            [],
            "Rows far out along the main direction of their class.",
            options
        );
    }

    private static double[] Scores(float[][] points)
    {
        var width = points[0].Length;
        var mean = new float[width];
        foreach (var point in points)
        {
            TensorPrimitives.Add(mean, point, mean);
        }
        TensorPrimitives.Divide(mean, (float)points.Length, mean);
        foreach (var point in points)
        {
            TensorPrimitives.Subtract(point, mean, point);
        }
        var direction = new float[width];
        for (var i = 0; i < width; i++)
        {
            direction[i] = 1 + (i % 7 / 10f);
        }
        for (var round = 0; round < Iterations; round++)
        {
            var next = new float[width];
            foreach (var point in points)
            {
                TensorPrimitives.MultiplyAdd(point, TensorPrimitives.Dot<float>(point, direction), next, next);
            }
            var norm = TensorPrimitives.Norm<float>(next);
            if (norm <= 0)
            {
                break;
            }
            TensorPrimitives.Divide(next, norm, direction);
        }
        return [.. points.Select(p => Math.Pow(TensorPrimitives.Dot<float>(p, direction), 2))];
    }
}
