using System.Globalization;
using Governance.Analytics.Io;
using MathNet.Numerics.LinearAlgebra;

namespace Governance.Analytics.Attribution;

/// <summary>Shapley values of a model that can only be asked, by a weighted regression over coalitions of inputs.</summary>
public static class KernelShap
{
    /// <summary>Explains rows.</summary>
    /// <remarks>
    /// The value of a coalition is the mean score over the background rows with the coalition's inputs taken from the row: v(S) = E_b
    /// f(x_S, b_∖S). Contributions φ minimise Σ π(S)(v(S) − v(∅) − Σ_S φ)² under Σφ = f(x) − v(∅), π being the Shapley kernel. With all
    /// coalitions φ are the Shapley values themselves; with some they are an estimate, whose standard error comes from leaving out a tenth
    /// of the draws at a time.
    /// </remarks>
    /// <param name="inputs">All inputs of the model and nothing else.</param>
    /// <param name="rows">Positions of the rows to explain.</param>
    /// <param name="score">The model.</param>
    /// <param name="options">How much is asked of it; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The contributions, in units of the score.</returns>
    public static async Task<Explanation> ExplainAsync(
        Table inputs,
        int[] rows,
        ScoreRows score,
        ExplanationOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        options ??= ExplanationOptions.Default;
        if (inputs.Columns.Count == 0 || rows.Length == 0 || inputs.RowCount == 0)
        {
            return Explanation.None("shap", "There are no inputs or no rows.");
        }
        var count = inputs.Columns.Count;
        var background = TableRows.Spread(inputs.RowCount, options.BackgroundRows);
        var scores = await score(inputs.Take([.. background, .. rows]), cancellationToken).ConfigureAwait(false);
        if (Array.Exists(scores, s => !double.IsFinite(s)))
        {
            return Explanation.None("shap", "The model returned no score for a row to be explained or for a background row.");
        }
        var start = scores.Take(background.Length).Average();
        var coalitions = count == 1 ? new Coalitions([], [], []) : Coalitions.Of(count, options.Coalitions, new Random(options.Seed));
        var locals = new List<LocalExplanation>();
        for (var i = 0; i < rows.Length; i++)
        {
            var reached = scores[background.Length + i];
            var values = await ValuesAsync(inputs, rows[i], background, coalitions, score, cancellationToken).ConfigureAwait(false);
            if (values is null)
            {
                return Explanation.None("shap", "The model returned no score for some of the mixed rows.");
            }
            locals.Add(Solve(rows[i], count, coalitions, values, start, reached));
        }
        return new Explanation
        {
            Method = "shap",
            Description = string.Create(
                CultureInfo.InvariantCulture,
                $"Kernel SHAP: {coalitions.Members.Count} coalitions{(coalitions.IsComplete ? ", all of them" : ", sampled in pairs")}, "
                    + $"{background.Length} background rows spread over the data"
            ),
            Features = [.. inputs.Columns.Select(c => c.Name)],
            Rows = locals,
            Base = start,
            IsExact = coalitions.IsComplete,
            AdditivityError = locals.Max(l => Math.Abs(start + l.Contributions.Sum() - l.Score)),
        };
    }

    /// <summary>Rows the model is asked about to explain some rows.</summary>
    /// <param name="inputs">Number of inputs.</param>
    /// <param name="rows">Rows to explain.</param>
    /// <param name="options">How much is asked.</param>
    /// <returns>The number of rows.</returns>
    public static long RowsAsked(int inputs, int rows, ExplanationOptions options) =>
        inputs < 1
            ? 0
            : options.BackgroundRows
                + rows
                + (
                    (inputs == 1 ? 0L : Coalitions.Of(inputs, options.Coalitions, new Random(options.Seed)).Members.Count)
                    * options.BackgroundRows
                    * rows
                );

    private static async Task<double[]?> ValuesAsync(
        Table inputs,
        int row,
        int[] background,
        Coalitions coalitions,
        ScoreRows score,
        CancellationToken ct
    )
    {
        var members = coalitions.Members;
        if (members.Count == 0)
        {
            return [];
        }
        var columns = new Column[inputs.Columns.Count];
        var from = new int[members.Count * background.Length];
        for (var c = 0; c < columns.Length; c++)
        {
            for (var m = 0; m < members.Count; m++)
            {
                for (var b = 0; b < background.Length; b++)
                {
                    from[(m * background.Length) + b] = members[m][c] ? row : background[b];
                }
            }
            columns[c] = TableRows.Take(inputs.Columns[c], from);
        }
        var scores = await score(new Table(columns, inputs.SourceColumns, from.Length), ct).ConfigureAwait(false);
        if (Array.Exists(scores, s => !double.IsFinite(s)))
        {
            return null;
        }
        return
        [
            .. Enumerable.Range(0, members.Count).Select(m => scores.AsSpan(m * background.Length, background.Length).ToArray().Average()),
        ];
    }

    private static LocalExplanation Solve(int row, int count, Coalitions coalitions, double[] values, double start, double reached)
    {
        if (count == 1)
        {
            return new LocalExplanation(row, reached, [reached - start]);
        }
        var all = Regress(coalitions, values, start, reached, leftOut: -1);
        if (coalitions.IsComplete)
        {
            return new LocalExplanation(row, reached, all);
        }
        // Jackknife over groups of draws; what was taken for certain is in every run.
        double[][] runs = [.. Enumerable.Range(0, Coalitions.GroupCount).Select(g => Regress(coalitions, values, start, reached, g))];
        double[] errors =
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => (i, mean: runs.Average(r => r[i])))
                .Select(x =>
                    Math.Sqrt((Coalitions.GroupCount - 1.0) / Coalitions.GroupCount * runs.Sum(r => (r[x.i] - x.mean) * (r[x.i] - x.mean)))
                ),
        ];
        return new LocalExplanation(row, reached, all, errors);
    }

    /// <summary>Weighted least squares with the last contribution expressed by the others, so that they add up.</summary>
    private static double[] Regress(Coalitions coalitions, double[] values, double start, double reached, int leftOut)
    {
        var count = coalitions.Members[0].Length;
        var free = count - 1;
        var normal = Matrix<double>.Build.Dense(free, free);
        var right = Vector<double>.Build.Dense(free);
        var z = new double[free];
        for (var m = 0; m < values.Length; m++)
        {
            if (leftOut >= 0 && coalitions.Groups[m] == leftOut)
            {
                continue;
            }
            var members = coalitions.Members[m];
            var last = members[free] ? 1.0 : 0.0;
            for (var i = 0; i < free; i++)
            {
                z[i] = (members[i] ? 1.0 : 0.0) - last;
            }
            var y = values[m] - start - (last * (reached - start));
            var weight = coalitions.Weights[m];
            for (var i = 0; i < free; i++)
            {
                if (z[i] == 0)
                {
                    continue;
                }
                right[i] += weight * z[i] * y;
                for (var j = 0; j < free; j++)
                {
                    normal[i, j] += weight * z[i] * z[j];
                }
            }
        }
        var solved = normal.Cholesky().Solve(right);
        return [.. solved, reached - start - solved.Sum()];
    }
}
