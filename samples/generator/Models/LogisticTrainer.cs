using Governance.Samples.Data;
using Governance.Samples.Numerics;

namespace Governance.Samples.Models;

/// <summary>L2-penalised logistic regression by Newton's method; the intercept is not penalised.</summary>
internal static class LogisticTrainer
{
    private const double Penalty = 1;

    public static LinearModel Train(FeatureSet features, IReadOnlyList<string> used, IReadOnlyList<SampleRow> rows)
    {
        var baseline = Baseline.Of(features, rows);
        var columns = ColumnBuilder.Standardised(features, used, rows);
        var encoder = new EncodedRows(columns, baseline, rows);
        var size = columns.Count + 1;
        var weights = new double[size];
        for (var iteration = 0; iteration < 60; iteration++)
        {
            var gradient = new double[size];
            var hessian = new double[size, size];
            Accumulate(encoder, rows, weights, gradient, hessian);
            for (var i = 1; i < size; i++)
            {
                gradient[i] -= Penalty * weights[i];
                hessian[i, i] += Penalty;
            }

            var step = Cholesky.Solve(hessian, gradient);
            var largest = 0.0;
            for (var i = 0; i < size; i++)
            {
                weights[i] += step[i];
                largest = Math.Max(largest, Math.Abs(step[i]));
            }

            if (largest < 1e-10)
            {
                break;
            }
        }

        return new LinearModel([.. columns.Select((c, i) => c with { Coefficient = weights[i + 1] })], baseline, weights[0]);
    }

    private static void Accumulate(
        EncodedRows encoded,
        IReadOnlyList<SampleRow> rows,
        double[] weights,
        double[] gradient,
        double[,] hessian
    )
    {
        var size = weights.Length;
        var x = new double[size];
        x[0] = 1;
        for (var r = 0; r < rows.Count; r++)
        {
            encoded.Row(r).CopyTo(x.AsSpan(1));
            var z = 0.0;
            for (var i = 0; i < size; i++)
            {
                z += weights[i] * x[i];
            }

            var p = PortableMath.Logistic(z);
            var residual = rows[r].Label - p;
            var curvature = p * (1 - p);
            for (var i = 0; i < size; i++)
            {
                gradient[i] += residual * x[i];
                var scaled = curvature * x[i];
                for (var j = 0; j <= i; j++)
                {
                    hessian[i, j] += scaled * x[j];
                }
            }
        }
    }
}
