using System.Globalization;
using Governance.Analytics.Io;
using Governance.Analytics.Statistics;
using MathNet.Numerics.LinearAlgebra;

namespace Governance.Analytics.Attribution;

/// <summary>Explains single scores of a model that can only be asked, by a linear model fitted around each row.</summary>
public static class Lime
{
    private const int Leading = 3;

    /// <summary>Explains rows.</summary>
    /// <remarks>
    /// Numbers are cut at their quartiles. Around a row, inputs are drawn one by one from the data; a drawn row is described by which
    /// inputs fall into the same part as the explained row's (1) or not (0), and weighs exp(−k/(2·width²·d)), k being the number that do
    /// not and d the number of inputs. Contributions are the coefficients of a ridge regression of the scores on that description: what it
    /// adds that an input has about the value it has. They depend on the draws, so the mean over several
    /// runs is told, with how well the runs agree. Source: M. T. Ribeiro, S. Singh, C. Guestrin, “Why Should I Trust You?”, KDD 2016.
    /// </remarks>
    /// <param name="inputs">All inputs of the model and nothing else; also the data that is drawn from.</param>
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
            return Explanation.None("lime", "There are no inputs or no rows.");
        }
        int[][] parts = [.. inputs.Columns.Select(Parts)];
        var random = new Random(options.Seed);
        var locals = new List<LocalExplanation>();
        var (ranks, leaders) = (new List<double>(), new List<double>());
        foreach (var row in rows)
        {
            var runs = new List<(double[] Coefficients, double Fit)>();
            var reached = double.NaN;
            for (var run = 0; run < options.LimeRepeats; run++)
            {
                var (drawn, same) = Draw(inputs, parts, row, options.LimeSamples, random);
                var scores = await score(drawn, cancellationToken).ConfigureAwait(false);
                if (Array.Exists(scores, s => !double.IsFinite(s)))
                {
                    return Explanation.None("lime", "The model returned no score for some of the sampled rows.");
                }
                reached = scores[0];
                runs.Add(Fit(same, scores, options.LimeKernelWidth, options.LimeRidge));
            }
            double[] mean = [.. inputs.Columns.Select((_, i) => runs.Average(r => r.Coefficients[i]))];
            var errors =
                runs.Count < 2
                    ? null
                    : mean.Select(
                            (m, i) =>
                                Math.Sqrt(runs.Sum(r => (r.Coefficients[i] - m) * (r.Coefficients[i] - m)) / (runs.Count - 1) / runs.Count)
                        )
                        .ToArray();
            locals.Add(new LocalExplanation(row, reached, mean, errors, runs.Average(r => r.Fit)));
            Agreement(runs, ranks, leaders);
        }
        return new Explanation
        {
            Method = "lime",
            Description = string.Create(
                CultureInfo.InvariantCulture,
                $"LIME: {options.LimeSamples} samples, {options.LimeRepeats} runs, quartiles, kernel width "
                    + $"{options.LimeKernelWidth}·√{inputs.Columns.Count}, ridge {options.LimeRidge}"
            ),
            Features = [.. inputs.Columns.Select(c => c.Name)],
            Rows = locals,
            RankStability = ranks.Count == 0 ? null : ranks.Average(),
            LeadingStability = leaders.Count == 0 ? null : leaders.Average(),
        };
    }

    /// <summary>
    /// Coefficients of a weighted ridge regression with an intercept, which is not penalised, and the share of variance it explains.
    /// </summary>
    /// <param name="same">Description of each drawn row; the first is the explained row itself.</param>
    /// <param name="scores">Scores of the drawn rows.</param>
    /// <param name="width">Kernel width per √d.</param>
    /// <param name="ridge">Penalty.</param>
    internal static (double[] Coefficients, double Fit) Fit(bool[][] same, double[] scores, double width, double ridge)
    {
        var count = same[0].Length;
        double[] weights = [.. same.Select(s => Math.Exp(-s.Count(b => !b) / (2 * width * width * count)))];
        var total = weights.Sum();
        double[] means = [.. Enumerable.Range(0, count).Select(i => same.Select((s, n) => s[i] ? weights[n] : 0).Sum() / total)];
        var level = scores.Select((y, n) => weights[n] * y).Sum() / total;
        var normal = Matrix<double>.Build.Dense(count, count);
        var right = Vector<double>.Build.Dense(count);
        var x = new double[count];
        for (var n = 0; n < scores.Length; n++)
        {
            for (var i = 0; i < count; i++)
            {
                x[i] = (same[n][i] ? 1 : 0) - means[i];
            }
            for (var i = 0; i < count; i++)
            {
                right[i] += weights[n] * x[i] * (scores[n] - level);
                for (var j = 0; j < count; j++)
                {
                    normal[i, j] += weights[n] * x[i] * x[j];
                }
            }
        }
        // A vanishing penalty keeps inputs that never vary from making the equations singular.
        for (var i = 0; i < count; i++)
        {
            normal[i, i] += Math.Max(ridge, 1e-9);
        }
        double[] coefficients = [.. normal.Cholesky().Solve(right)];
        var (left, all) = (0.0, 0.0);
        for (var n = 0; n < scores.Length; n++)
        {
            var predicted = level;
            for (var i = 0; i < count; i++)
            {
                predicted += coefficients[i] * ((same[n][i] ? 1 : 0) - means[i]);
            }
            left += weights[n] * (scores[n] - predicted) * (scores[n] - predicted);
            all += weights[n] * (scores[n] - level) * (scores[n] - level);
        }
        return (coefficients, all > 0 ? 1 - (left / all) : 1);
    }

    private static (Table Rows, bool[][] Same) Draw(Table inputs, int[][] parts, int row, int samples, Random random)
    {
        var same = new bool[samples][];
        for (var n = 0; n < samples; n++)
        {
            same[n] = new bool[parts.Length];
        }
        var columns = new Column[parts.Length];
        var from = new int[samples];
        for (var c = 0; c < parts.Length; c++)
        {
            for (var n = 0; n < samples; n++)
            {
                from[n] = n == 0 ? row : random.Next(inputs.RowCount);
                same[n][c] = parts[c][from[n]] == parts[c][row];
            }
            columns[c] = TableRows.Take(inputs.Columns[c], from);
        }
        return (new Table(columns, inputs.SourceColumns, samples), same);
    }

    /// <summary>
    /// The part each value falls into: the quarter of a number, the category itself; missing values are a part of their own.
    /// </summary>
    private static int[] Parts(Column column)
    {
        if (column is CategoryColumn category)
        {
            return category.Codes.ToArray();
        }
        double[] values = column switch
        {
            NumericColumn numeric => numeric.Values.ToArray(),
            DateTimeColumn time => [.. time.UtcTicks.ToArray().Select(t => t == DateTimeColumn.NoTicks ? double.NaN : t)],
            _ => new double[column.RowCount],
        };
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        double[] edges = sorted.Length == 0 ? [] : [.. new[] { 0.25, 0.5, 0.75 }.Select(q => Quantiles.Linear(sorted, q)).Distinct()];
        return [.. values.Select(v => double.IsFinite(v) ? edges.Count(e => e < v) : -1)];
    }

    private static void Agreement(List<(double[] Coefficients, double Fit)> runs, List<double> ranks, List<double> leaders)
    {
        double[][] sizes = [.. runs.Select(r => Array.ConvertAll(r.Coefficients, Math.Abs))];
        for (var a = 0; a < sizes.Length; a++)
        {
            for (var b = a + 1; b < sizes.Length; b++)
            {
                if (RankCorrelation.Spearman(sizes[a], sizes[b]) is { } rank)
                {
                    ranks.Add(rank);
                }
                var (one, other) = (Leaders(sizes[a]), Leaders(sizes[b]));
                leaders.Add((double)one.Intersect(other).Count() / one.Union(other).Count());
            }
        }
    }

    private static int[] Leaders(double[] sizes) => [.. Enumerable.Range(0, sizes.Length).OrderByDescending(i => sizes[i]).Take(Leading)];
}
