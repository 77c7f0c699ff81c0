using Governance.Analytics.Statistics;
using MathNet.Numerics.LinearAlgebra;

namespace Governance.Analytics.Multivariate;

/// <summary>Reconstruction error by principal components: whether rows still lie where the reference's rows lie.</summary>
internal static class Reconstruction
{
    private const int Folds = 5;

    /// <summary>Compares mean residuals.</summary>
    /// <remarks>
    /// Components of the correlation matrix of the reference up to the wanted share of variance; residual of a row: Euclidean distance to
    /// its projection. The reference's own residuals are cross-fitted, as components flatter the rows they were fitted on. Limits: mean of
    /// the reference ± deviations · s · √(1/n + 1/m), s the sd of a row's residual: what n and m rows vary by chance.
    /// Source: K. Pearson, Phil. Mag. 2 (1901) 559–572.
    /// </remarks>
    public static ReconstructionResult Compare(EncodedRows rows, MultivariateOptions options)
    {
        var (n, m, d) = (rows.ReferenceCount, rows.CurrentCount, rows.Names.Count);
        var folds = new double[Folds][,];
        Parallel.For(0, Folds, Parallelism.Machine, f => folds[f] = Products(rows.Reference, f, Folds));
        var all = new double[d, d];
        foreach (var fold in folds)
        {
            AddTo(all, fold, 1);
        }
        var (basis, kept) = Components(all, n, options.VarianceKept);

        var residuals = new double[n];
        Parallel.For(
            0,
            Folds,
            Parallelism.Machine,
            f =>
            {
                var others = (double[,])all.Clone();
                AddTo(others, folds[f], -1);
                var own = Components(others, n - ((n + Folds - 1 - f) / Folds), options.VarianceKept).Basis;
                for (var i = f; i < n; i += Folds)
                {
                    residuals[i] = Residual(rows.Reference, i, own);
                }
            }
        );
        var current = new double[m];
        Parallel.For(0, m, Parallelism.Machine, i => current[i] = Residual(rows.Current, i, basis));

        var mean = Sums.Of(residuals) / n;
        var sd = Math.Sqrt(Sums.OfSquares(residuals, 1, mean) / n);
        var now = Sums.Of(current) / m;
        var half = options.Deviations * sd * Math.Sqrt((1.0 / n) + (1.0 / m));
        var drift = Math.Abs(now - mean) > half && Math.Abs(now - mean) >= options.ReconstructionEffect * mean;
        return new ReconstructionResult(basis.Length, kept, mean, now, Math.Max(0, mean - half), mean + half, drift);
    }

    private static double[,] Products(double[][] columns, int fold, int folds)
    {
        var d = columns.Length;
        double[][] own = [.. columns.Select(c => c.Where((_, i) => i % folds == fold).ToArray())];
        var products = new double[d, d];
        for (var i = 0; i < d; i++)
        {
            for (var j = i; j < d; j++)
            {
                products[i, j] = products[j, i] = Sums.OfProducts(own[i], own[j], 0, 0);
            }
        }
        return products;
    }

    private static void AddTo(double[,] total, double[,] part, double sign)
    {
        for (var i = 0; i < total.GetLength(0); i++)
        {
            for (var j = 0; j < total.GetLength(1); j++)
            {
                total[i, j] += sign * part[i, j];
            }
        }
    }

    private static (double[][] Basis, double Kept) Components(double[,] products, int rows, double wanted)
    {
        var matrix = Matrix<double>.Build.DenseOfArray(products) / Math.Max(1, rows);
        var evd = matrix.Evd(Symmetricity.Symmetric);
        var values = evd.EigenValues.Select(v => Math.Max(0, v.Real)).ToArray();
        var order = Enumerable.Range(0, values.Length).OrderByDescending(i => values[i]).ThenBy(i => i).ToArray();
        var total = values.Sum();
        var basis = new List<double[]>();
        var kept = 0.0;
        foreach (var i in order)
        {
            // At least one direction is left to leave.
            if (kept >= wanted * total || basis.Count == values.Length - 1)
            {
                break;
            }
            basis.Add(evd.EigenVectors.Column(i).ToArray());
            kept += values[i];
        }
        return ([.. basis], total > 0 ? kept / total : 0);
    }

    private static double Residual(double[][] columns, int row, double[][] basis)
    {
        var (squares, explained) = (0.0, 0.0);
        foreach (var column in columns)
        {
            squares += column[row] * column[row];
        }
        foreach (var component in basis)
        {
            var projection = 0.0;
            for (var i = 0; i < columns.Length; i++)
            {
                projection += component[i] * columns[i][row];
            }
            explained += projection * projection;
        }
        return Math.Sqrt(Math.Max(0, squares - explained));
    }
}
