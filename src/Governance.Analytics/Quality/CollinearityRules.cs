using Governance.Analytics.Io;
using Governance.Analytics.Samples;
using Governance.Analytics.Statistics;
using MathNet.Numerics.LinearAlgebra;

namespace Governance.Analytics.Quality;

/// <summary>
/// Whether numeric inputs say the same: by pairs, |r| with Pearson's r = Σ(x−x̄)(y−ȳ) / √(Σ(x−x̄)² Σ(y−ȳ)²) over the rows that have both,
/// and for several at once by the variance inflation factor VIF = 1 / (1 − R²), where R² is that of the input regressed on all others.
/// </summary>
/// <remarks>
/// Ranges: |r| in [0, 1], VIF from 1. A constant input has neither. Both are measured on up to <see cref="MaxRows"/> rows of the sample.
/// VIF of all inputs are the diagonal of the inverse of their correlation matrix (Belsley, Kuh and Welsch, Regression Diagnostics, 1980,
/// ch. 3), here Σₖ vⱼₖ² / λₖ over its eigenvalues, so that an exact dependence gives a large number and no division by zero.
/// </remarks>
internal static class CollinearityRules
{
    /// <summary>Rows that are looked at.</summary>
    public const int MaxRows = 5_000;

    /// <summary>Inputs beyond which nothing is said.</summary>
    public const int MaxColumns = 400;

    private const int RowsToTell = 30;
    private const double SmallestEigenvalue = 1e-9;
    private const string Pair = "collinearity";
    private const string Inflation = "variance_inflation";

    /// <summary>
    /// Names each pair of inputs that say the same, and each other input that the others add up to; without one, says in one check each how
    /// near the nearest comes, or why nothing can be said.
    /// </summary>
    /// <param name="checks">Where the checks go.</param>
    /// <param name="reference">Rows of the reference; <see langword="null"/> when the table is judged by itself.</param>
    /// <param name="current">The rows that are judged.</param>
    /// <param name="options">Bounds.</param>
    public static void Add(List<QualityCheck> checks, RowSample? reference, RowSample current, QualityOptions options)
    {
        SampleColumn[] inputs = [.. current.Columns.Where(c => c.IsInput && c.Type == ColumnType.Numeric).Select(Scaled)];
        var why =
            inputs.Length < 2 ? "There are fewer than two numeric inputs."
            : inputs.Length > MaxColumns ? $"There are more than {MaxColumns} numeric inputs."
            : null;
        if (why is not null)
        {
            checks.Add(new(null, Pair, null, null, CheckVerdict.NotRun, why));
            checks.Add(new(null, Inflation, null, null, CheckVerdict.NotRun, why));
            return;
        }

        var paired = AddPairs(checks, reference, inputs, options);
        AddInflation(checks, inputs, paired, options);
    }

    /// <summary>
    /// Pearson's r over the rows that have both; <see langword="null"/> with too few rows, or where one of them is constant.
    /// </summary>
    internal static double? Correlation(double[] x, double[] y)
    {
        var (n, sumX, sumY) = (0, 0.0, 0.0);
        var rows = Math.Min(Math.Min(x.Length, y.Length), MaxRows);
        for (var i = 0; i < rows; i++)
        {
            if (!double.IsNaN(x[i]) && !double.IsNaN(y[i]))
            {
                (n, sumX, sumY) = (n + 1, sumX + x[i], sumY + y[i]);
            }
        }

        if (n < RowsToTell)
        {
            return null;
        }

        var (meanX, meanY) = (sumX / n, sumY / n);
        var (xx, yy, xy) = (0.0, 0.0, 0.0);
        for (var i = 0; i < rows; i++)
        {
            if (!double.IsNaN(x[i]) && !double.IsNaN(y[i]))
            {
                var (dx, dy) = (x[i] - meanX, y[i] - meanY);
                (xx, yy, xy) = (xx + (dx * dx), yy + (dy * dy), xy + (dx * dy));
            }
        }

        var scale = Math.Sqrt(xx) * Math.Sqrt(yy);
        return scale > 0 && double.IsFinite(scale) ? Math.Clamp(xy / scale, -1, 1) : null;
    }

    /// <summary>
    /// VIF of each column over the rows that have all; <see langword="null"/> with too few rows, or where a column is constant.
    /// </summary>
    internal static double[]? InflationOf(IReadOnlyList<double[]> columns)
    {
        var complete = Complete(columns);
        if (complete[0].Length < Math.Max(RowsToTell, columns.Count + 2))
        {
            return null;
        }

        var matrix = Matrix<double>.Build.DenseIdentity(columns.Count);
        for (var i = 0; i < complete.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (Correlation(complete[i], complete[j]) is not { } r)
                {
                    return null;
                }

                (matrix[i, j], matrix[j, i]) = (r, r);
            }
        }

        var parts = matrix.Evd(Symmetricity.Symmetric);
        var inflation = new double[columns.Count];
        for (var k = 0; k < columns.Count; k++)
        {
            var value = Math.Max(parts.EigenValues[k].Real, SmallestEigenvalue);
            for (var j = 0; j < columns.Count; j++)
            {
                var weight = parts.EigenVectors[j, k];
                inflation[j] += weight * weight / value;
            }
        }

        return inflation;
    }

    // The rows that have all of them. Loops in place of queries: of numbers these are compiled in each run of the program.
    private static double[][] Complete(IReadOnlyList<double[]> columns)
    {
        var rows = Math.Min(columns.Min(c => c.Length), MaxRows);
        var lacking = new bool[rows];
        var count = rows;
        foreach (var column in columns)
        {
            for (var i = 0; i < rows; i++)
            {
                if (double.IsNaN(column[i]) && !lacking[i])
                {
                    lacking[i] = true;
                    count--;
                }
            }
        }

        var complete = new double[columns.Count][];
        for (var column = 0; column < complete.Length; column++)
        {
            var (values, kept) = (new double[count], 0);
            for (var i = 0; i < rows; i++)
            {
                if (!lacking[i])
                {
                    values[kept++] = columns[column][i];
                }
            }

            complete[column] = values;
        }

        return complete;
    }

    private static HashSet<string> AddPairs(List<QualityCheck> checks, RowSample? reference, SampleColumn[] inputs, QualityOptions options)
    {
        var found = new double?[inputs.Length][];
        Parallel.For(
            0,
            inputs.Length,
            Parallelism.Machine,
            i =>
            {
                found[i] = new double?[i];
                for (var j = 0; j < i; j++)
                {
                    found[i][j] = Correlation(inputs[i].Values, inputs[j].Values) is { } r ? Math.Abs(r) : null;
                }
            }
        );
        var paired = new HashSet<string>(StringComparer.Ordinal);
        double? largest = null;
        for (var i = 0; i < inputs.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (found[i][j] is not { } r)
                {
                    continue;
                }

                largest = Math.Max(largest ?? r, r);
                if (r < options.CollinearCorrelation)
                {
                    continue;
                }

                var (first, second) = (inputs[j].Name, inputs[i].Name);
                paired.Add(first);
                paired.Add(second);
                checks.Add(
                    new(
                        $"{first}|{second}",
                        Pair,
                        Before(reference, first, second),
                        r,
                        CheckVerdict.Warn,
                        "Absolute correlation of two inputs: they say the same."
                    )
                );
            }
        }

        if (paired.Count == 0)
        {
            checks.Add(
                largest is null
                    ? new(
                        null,
                        Pair,
                        null,
                        null,
                        CheckVerdict.NotRun,
                        $"No two inputs have {RowsToTell} rows in common, or all are constant."
                    )
                    : new(null, Pair, null, largest, CheckVerdict.Ok, "Largest absolute correlation of two numeric inputs.")
            );
        }

        return paired;
    }

    // What pairs say already is not said of their columns once more: of each pair one stays.
    private static void AddInflation(List<QualityCheck> checks, SampleColumn[] inputs, HashSet<string> paired, QualityOptions options)
    {
        SampleColumn[] kept = [.. inputs.Where(c => !paired.Contains(c.Name) && !IsConstant(c))];
        if (kept.Length < 3 || InflationOf([.. kept.Select(c => c.Values)]) is not { } inflation)
        {
            checks.Add(
                new(
                    null,
                    Inflation,
                    null,
                    null,
                    CheckVerdict.NotRun,
                    "There are fewer than three numeric inputs that vary beside those pairs, or too few rows that have all of them."
                )
            );
            return;
        }

        var large = kept.Index().Where(c => inflation[c.Index] >= options.VarianceInflation).ToList();
        foreach (var (index, column) in large)
        {
            checks.Add(
                new(
                    column.Name,
                    Inflation,
                    null,
                    inflation[index],
                    CheckVerdict.Warn,
                    "Variance inflation factor: the other inputs add up to this one."
                )
            );
        }

        if (large.Count == 0)
        {
            checks.Add(
                new(null, Inflation, null, inflation.Max(), CheckVerdict.Ok, "Largest variance inflation factor of a numeric input.")
            );
        }
    }

    // Correlations do not depend on the unit, and squares of very large or very small numbers do not fit.
    private static SampleColumn Scaled(SampleColumn column)
    {
        var largest = 0.0;
        foreach (var value in column.Values)
        {
            if (Math.Abs(value) > largest)
            {
                largest = Math.Abs(value);
            }
        }

        if (largest == 0)
        {
            return column;
        }

        var values = column.Values[..Math.Min(column.Values.Length, MaxRows)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] /= largest;
        }

        return column with
        {
            Values = values,
        };
    }

    private static double? Before(RowSample? reference, string first, string second)
    {
        double[]? Values(string name) =>
            reference?.Columns.FirstOrDefault(c => c.Type == ColumnType.Numeric && string.Equals(c.Name, name, StringComparison.Ordinal))
                is { } column
                ? Scaled(column).Values
                : null;
        return Values(first) is { } x && Values(second) is { } y && Correlation(x, y) is { } r ? Math.Abs(r) : null;
    }

    private static bool IsConstant(SampleColumn column)
    {
        var first = double.NaN;
        foreach (var value in column.Values.AsSpan(0, Math.Min(column.Values.Length, MaxRows)))
        {
            if (double.IsNaN(first))
            {
                first = value;
            }
            else if (!double.IsNaN(value) && value != first)
            {
                return false;
            }
        }

        return true;
    }
}
