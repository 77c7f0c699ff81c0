using Governance.Analytics.Io;

namespace Governance.Analytics.Tests.Robustness.Attacks;

/// <summary>A model of numbers whose smallest change to the other class is known exactly.</summary>
internal abstract class KnownModel
{
    /// <summary>Probability of the positive class.</summary>
    public abstract double Score(ReadOnlySpan<double> row);

    /// <summary>
    /// Distance, in standard deviations, to the nearest point of the other class within the box (the infimum, where a boundary itself
    /// belongs to the row's class); infinite when there is none.
    /// </summary>
    public abstract double Minimum(double[] row, Box box, bool largest);

    public Task<double[]> ScoreAsync(Table rows, CancellationToken ct)
    {
        NumericColumn[] columns = [.. rows.Columns.OfType<NumericColumn>().Where(c => c.Name.StartsWith('x'))];
        var scores = new double[rows.RowCount];
        var row = new double[columns.Length];
        for (var i = 0; i < scores.Length; i++)
        {
            for (var c = 0; c < row.Length; c++)
            {
                row[c] = columns[c].Values[i];
            }
            scores[i] = Score(row);
        }
        return Task.FromResult(scores);
    }
}

/// <summary>What may be changed: ranges and standard deviations.</summary>
internal sealed record Box(double[] Low, double[] High, double[] Sd)
{
    public static Box Of(double[][] rows)
    {
        var width = rows[0].Length;
        var sd = new double[width];
        for (var c = 0; c < width; c++)
        {
            var mean = rows.Average(r => r[c]);
            sd[c] = Math.Sqrt(rows.Average(r => (r[c] - mean) * (r[c] - mean)));
        }
        return new Box(
            [.. Enumerable.Range(0, width).Select(c => rows.Min(r => r[c]))],
            [.. Enumerable.Range(0, width).Select(c => rows.Max(r => r[c]))],
            sd
        );
    }
}

/// <summary>w·x + b through a logistic function: positive from 0.5.</summary>
internal sealed class LinearModel(double[] weights, double bias) : KnownModel
{
    public override double Score(ReadOnlySpan<double> row)
    {
        var sum = bias;
        for (var c = 0; c < row.Length; c++)
        {
            sum += weights[c] * row[c];
        }
        return 1 / (1 + Math.Exp(-sum));
    }

    /// <summary>|w·x + b| / ‖w·sd‖ with the dual norm, without ranges.</summary>
    public double Unbounded(double[] row, double[] sd, bool largest)
    {
        var margin = Math.Abs(bias + weights.Zip(row, (w, x) => w * x).Sum());
        var scaled = weights.Zip(sd, (w, s) => Math.Abs(w * s)).ToArray();
        return margin / (largest ? scaled.Sum() : Math.Sqrt(scaled.Sum(w => w * w)));
    }

    /// <summary>
    /// The nearest point of a half-space within a box is the direction of the normal (or of its signs) cut off at the box, at the length
    /// at which it reaches the plane: Karush–Kuhn–Tucker.
    /// </summary>
    public override double Minimum(double[] row, Box box, bool largest)
    {
        var margin = bias + weights.Zip(row, (w, x) => w * x).Sum();
        var towards = margin >= 0 ? -1.0 : 1.0;
        double[] Moves(double length) =>
            [
                .. weights.Select(
                    (w, c) =>
                        Math.Clamp(
                            length * towards * (largest ? Math.Sign(w) : w * box.Sd[c]),
                            (box.Low[c] - row[c]) / box.Sd[c],
                            (box.High[c] - row[c]) / box.Sd[c]
                        )
                ),
            ];
        double Gain(double[] moves) => moves.Select((m, c) => towards * weights[c] * box.Sd[c] * m).Sum();
        var (near, far) = (0.0, 1.0);
        for (var i = 0; i < 60 && Gain(Moves(far)) < Math.Abs(margin); i++)
        {
            (near, far) = (far, far * 2);
        }
        if (Gain(Moves(far)) < Math.Abs(margin))
        {
            return double.PositiveInfinity;
        }
        for (var i = 0; i < 200; i++)
        {
            var middle = (near + far) / 2;
            (near, far) = Gain(Moves(middle)) < Math.Abs(margin) ? (middle, far) : (near, middle);
        }
        var nearest = Moves(far);
        return largest ? nearest.Max(Math.Abs) : Math.Sqrt(nearest.Sum(m => m * m));
    }
}

/// <summary>A part of a decision tree: a leaf, or a question whether a number is at most a threshold.</summary>
internal sealed record TreeNode(double Value, int Feature = -1, double Threshold = 0, TreeNode? Below = null, TreeNode? Above = null)
{
    public double Score(ReadOnlySpan<double> row)
    {
        var node = this;
        while (node.Feature >= 0)
        {
            node = row[node.Feature] <= node.Threshold ? node.Below! : node.Above!;
        }
        return node.Value;
    }

    public IEnumerable<double> Thresholds(int feature) =>
        Feature < 0
            ? []
            : [.. Feature == feature ? [Threshold] : Array.Empty<double>(), .. Below!.Thresholds(feature), .. Above!.Thresholds(feature)];

    /// <summary>Grows a tree by Gini impurity on the best of so many thresholds drawn between rows.</summary>
    public static TreeNode Grow(double[][] rows, bool[] labels, int[] members, int depth, Random random, int tries)
    {
        var positives = members.Count(i => labels[i]);
        if (depth == 0 || positives == 0 || positives == members.Length || members.Length < 10)
        {
            return new TreeNode(members.Length == 0 ? 0 : (double)positives / members.Length);
        }
        var (feature, threshold, least) = (-1, 0.0, double.PositiveInfinity);
        for (var i = 0; i < tries; i++)
        {
            var candidate = random.Next(rows[0].Length);
            // Between rows, as trees are grown: a row at a threshold would be at no distance from the other side.
            var at = (rows[members[random.Next(members.Length)]][candidate] + rows[members[random.Next(members.Length)]][candidate]) / 2;
            if (Array.Exists(members, m => rows[m][candidate] == at))
            {
                continue;
            }
            var (below, belowPositive) = (0, 0);
            foreach (var m in members)
            {
                if (rows[m][candidate] <= at)
                {
                    below++;
                    belowPositive += labels[m] ? 1 : 0;
                }
            }
            var above = members.Length - below;
            if (below < 3 || above < 3)
            {
                continue;
            }
            var abovePositive = positives - belowPositive;
            var impurity =
                ((double)belowPositive * (below - belowPositive) / below) + ((double)abovePositive * (above - abovePositive) / above);
            if (impurity < least)
            {
                (feature, threshold, least) = (candidate, at, impurity);
            }
        }
        return feature < 0
            ? new TreeNode((double)positives / members.Length)
            : new TreeNode(
                0,
                feature,
                threshold,
                Grow(rows, labels, [.. members.Where(m => rows[m][feature] <= threshold)], depth - 1, random, tries),
                Grow(rows, labels, [.. members.Where(m => rows[m][feature] > threshold)], depth - 1, random, tries)
            );
    }
}

/// <summary>The mean of trees; one tree is a forest, too.</summary>
internal sealed class ForestModel(TreeNode[] trees) : KnownModel
{
    // The sum in one order wherever it is made, so that it is at the threshold in one way.
    public override double Score(ReadOnlySpan<double> row)
    {
        double sum = 0;
        foreach (var tree in trees)
        {
            sum += tree.Score(row);
        }
        return sum / trees.Length;
    }

    /// <summary>All thresholds of a feature.</summary>
    public IEnumerable<double> Thresholds(int feature) => trees.SelectMany(t => t.Thresholds(feature));

    /// <summary>Every combination of leaves whose boxes meet, leaving out what is farther than the nearest found.</summary>
    public override double Minimum(double[] row, Box box, bool largest)
    {
        var isPositive = Score(row) >= 0.5;
        var best = double.PositiveInfinity;
        var (lows, highs, opens) = ((double[])box.Low.Clone(), (double[])box.High.Clone(), new bool[row.Length]);
        Visit(0, trees[0], 0);
        return best;

        void Visit(int tree, TreeNode node, double sum)
        {
            if (Distance() >= best)
            {
                return;
            }
            if (node.Feature < 0)
            {
                if (tree + 1 < trees.Length)
                {
                    Visit(tree + 1, trees[tree + 1], sum + node.Value);
                }
                else if ((sum + node.Value) / trees.Length >= 0.5 != isPositive)
                {
                    best = Distance();
                }
                return;
            }
            var (f, t) = (node.Feature, node.Threshold);
            var (low, high, open) = (lows[f], highs[f], opens[f]);
            // At most the threshold; the own side first, so that near boxes are found early.
            void Below()
            {
                if (low < t || (low == t && !open))
                {
                    highs[f] = Math.Min(high, t);
                    Visit(tree, node.Below!, sum);
                    highs[f] = high;
                }
            }
            void Above()
            {
                if (high > t)
                {
                    (lows[f], opens[f]) = low > t ? (low, open) : (t, true);
                    Visit(tree, node.Above!, sum);
                    (lows[f], opens[f]) = (low, open);
                }
            }
            if (row[f] <= t)
            {
                Below();
                Above();
            }
            else
            {
                Above();
                Below();
            }
        }

        double Distance()
        {
            double sum = 0;
            double most = 0;
            for (var c = 0; c < row.Length; c++)
            {
                var step = Math.Max(0, Math.Max(lows[c] - row[c], row[c] - highs[c])) / box.Sd[c];
                sum += step * step;
                most = Math.Max(most, step);
            }
            return largest ? most : Math.Sqrt(sum);
        }
    }
}
