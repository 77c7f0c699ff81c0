namespace Governance.Analytics.Multivariate;

/// <summary>
/// Gradient boosting of shallow trees on binned columns, logistic loss. Small and without chance: the same rows give the same trees.
/// </summary>
/// <remarks>Source: J. H. Friedman, Ann. Statist. 29 (2001) 1189–1232; split gain with Newton steps.</remarks>
internal sealed class BoostedTrees
{
    private const int Trees = 40;
    private const int Depth = 3;
    private const int Nodes = (1 << (Depth + 1)) - 1;
    private const int SmallestLeaf = 20;
    private const double LearningRate = 0.15;
    private const double Ridge = 1;

    private readonly List<Node[]> _trees = [];

    private BoostedTrees(int columns) => Gains = new double[columns];

    /// <summary>What each column contributed to the fit.</summary>
    public double[] Gains { get; }

    /// <summary>Learns.</summary>
    /// <param name="bins">Bin of each row, column by column.</param>
    /// <param name="labels">Class of each row.</param>
    /// <param name="rows">Rows to learn from.</param>
    /// <param name="binCount">Bins of a column.</param>
    public static BoostedTrees Train(byte[][] bins, bool[] labels, int[] rows, int binCount)
    {
        var model = new BoostedTrees(bins.Length);
        var scores = new double[labels.Length];
        var node = new int[labels.Length];
        for (var t = 0; t < Trees; t++)
        {
            var tree = new Node[Nodes];
            foreach (var row in rows)
            {
                node[row] = 0;
            }
            for (var level = 0; level <= Depth; level++)
            {
                var first = (1 << level) - 1;
                model.GrowLevel(tree, first, 1 << level, level < Depth, bins, labels, rows, node, scores, binCount);
            }
            foreach (var row in rows)
            {
                scores[row] += LearningRate * tree[node[row]].Value;
            }
            model._trees.Add(tree);
        }
        return model;
    }

    /// <summary>Log-odds of one row.</summary>
    public double Score(byte[][] bins, int row)
    {
        var sum = 0.0;
        foreach (var tree in _trees)
        {
            var at = 0;
            while (tree[at].Splits)
            {
                at = (2 * at) + (bins[tree[at].Column][row] <= tree[at].Bin ? 1 : 2);
            }
            sum += LearningRate * tree[at].Value;
        }
        return sum;
    }

    private void GrowLevel(
        Node[] tree,
        int first,
        int count,
        bool maySplit,
        byte[][] bins,
        bool[] labels,
        int[] rows,
        int[] node,
        double[] scores,
        int binCount
    )
    {
        var gradients = new double[count, bins.Length, binCount];
        var curvatures = new double[count, bins.Length, binCount];
        var sizes = new int[count, bins.Length, binCount];
        var used = new bool[count];
        foreach (var row in rows)
        {
            var at = node[row] - first;
            if (at < 0)
            {
                continue;
            }
            used[at] = true;
            var p = 1 / (1 + Math.Exp(-scores[row]));
            for (var c = 0; c < bins.Length; c++)
            {
                var bin = bins[c][row];
                gradients[at, c, bin] += (labels[row] ? 1 : 0) - p;
                curvatures[at, c, bin] += p * (1 - p);
                sizes[at, c, bin]++;
            }
        }
        for (var at = 0; at < count; at++)
        {
            if (!used[at])
            {
                continue;
            }
            var (sum, weight, size) = (0.0, 0.0, 0);
            for (var b = 0; b < binCount; b++)
            {
                sum += gradients[at, 0, b];
                weight += curvatures[at, 0, b];
                size += sizes[at, 0, b];
            }
            tree[first + at].Value = sum / (weight + Ridge);
            if (maySplit)
            {
                Split(ref tree[first + at], at, gradients, curvatures, sizes, sum, weight, size);
            }
        }
        if (!maySplit)
        {
            return;
        }
        foreach (var row in rows)
        {
            var at = node[row];
            if (at >= first && tree[at].Splits)
            {
                node[row] = (2 * at) + (bins[tree[at].Column][row] <= tree[at].Bin ? 1 : 2);
            }
        }
    }

    private void Split(
        ref Node node,
        int at,
        double[,,] gradients,
        double[,,] curvatures,
        int[,,] sizes,
        double sum,
        double weight,
        int size
    )
    {
        // Rounding must not find a split where both classes are alike in every bin.
        var best = 1e-6;
        var whole = sum * sum / (weight + Ridge);
        for (var c = 0; c < gradients.GetLength(1); c++)
        {
            var (left, leftWeight, leftSize) = (0.0, 0.0, 0);
            for (var b = 0; b < gradients.GetLength(2) - 1; b++)
            {
                left += gradients[at, c, b];
                leftWeight += curvatures[at, c, b];
                leftSize += sizes[at, c, b];
                if (leftSize < SmallestLeaf || size - leftSize < SmallestLeaf)
                {
                    continue;
                }
                var right = sum - left;
                var gain = (left * left / (leftWeight + Ridge)) + (right * right / (weight - leftWeight + Ridge)) - whole;
                if (gain <= best)
                {
                    continue;
                }
                best = gain;
                node.Column = c;
                node.Bin = b;
                node.Splits = true;
            }
        }
        if (node.Splits)
        {
            Gains[node.Column] += best;
        }
    }

    private struct Node
    {
        public bool Splits;
        public int Column;
        public int Bin;
        public double Value;
    }
}
