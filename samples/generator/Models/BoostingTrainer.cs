using Governance.Samples.Data;
using Governance.Samples.Numerics;

namespace Governance.Samples.Models;

/// <summary>Gradient boosting of small trees on log-loss (Friedman 2001) with second-order leaf values and at most 31 cut points a column.</summary>
internal sealed class BoostingTrainer(int treeCount, int leaves, double learningRate)
{
    private const int CutPoints = 31;
    private const int SmallestLeaf = 25;
    private const double LeafPenalty = 1;

    public BoostedTreesModel Train(FeatureSet features, IReadOnlyList<string> used, IReadOnlyList<SampleRow> rows)
    {
        var baseline = Baseline.Of(features, rows);
        var columns = ColumnBuilder.Raw(features, used, rows);
        var encoded = new EncodedRows(columns, baseline, rows);
        var cuts = Enumerable.Range(0, columns.Count).Select(c => Cuts(encoded, c, rows.Count)).ToArray();
        var bins = Bin(encoded, cuts, rows.Count);
        var rate = rows.Sum(r => (double)r.Label) / rows.Count;
        var intercept = PortableMath.Log(rate / (1 - rate));
        var logOdds = new double[rows.Count];
        Array.Fill(logOdds, intercept);
        var trees = new List<Tree>(treeCount);
        var gradients = new double[rows.Count];
        var curvatures = new double[rows.Count];
        for (var t = 0; t < treeCount; t++)
        {
            for (var r = 0; r < rows.Count; r++)
            {
                var p = PortableMath.Logistic(logOdds[r]);
                gradients[r] = rows[r].Label - p;
                curvatures[r] = p * (1 - p);
            }

            var tree = Grow(bins, cuts, gradients, curvatures);
            trees.Add(tree);
            for (var r = 0; r < rows.Count; r++)
            {
                logOdds[r] += tree.Evaluate(encoded.Row(r));
            }
        }

        return new BoostedTreesModel(columns, baseline, intercept, trees);
    }

    private static double[] Cuts(EncodedRows encoded, int column, int count)
    {
        var sorted = new double[count];
        for (var r = 0; r < count; r++)
        {
            sorted[r] = encoded.Row(r)[column];
        }

        Array.Sort(sorted);
        var cuts = new List<double>();
        for (var i = 1; i <= CutPoints; i++)
        {
            var at = (int)((long)i * count / (CutPoints + 1));
            var next = Array.FindIndex(sorted, at, v => v > sorted[at]);
            if (next > 0)
            {
                var cut = (sorted[at] + sorted[next]) / 2;
                if (cuts.Count == 0 || cut > cuts[^1])
                {
                    cuts.Add(cut);
                }
            }
        }

        // A rare level would never be met by a quantile: an indicator always gets its one cut.
        if (cuts.Count == 0 && sorted[0] < sorted[^1])
        {
            cuts.Add((sorted[0] + sorted[^1]) / 2);
        }

        return [.. cuts];
    }

    private static byte[][] Bin(EncodedRows encoded, double[][] cuts, int count)
    {
        var bins = new byte[cuts.Length][];
        for (var c = 0; c < cuts.Length; c++)
        {
            bins[c] = new byte[count];
            for (var r = 0; r < count; r++)
            {
                var value = encoded.Row(r)[c];
                var bin = 0;
                while (bin < cuts[c].Length && value > cuts[c][bin])
                {
                    bin++;
                }

                bins[c][r] = (byte)bin;
            }
        }

        return bins;
    }

    private Tree Grow(byte[][] bins, double[][] cuts, double[] gradients, double[] curvatures)
    {
        var nodes = new List<Node> { new([.. Enumerable.Range(0, gradients.Length)]) };
        nodes[0].Best = FindSplit(nodes[0].Rows, bins, cuts, gradients, curvatures);
        for (var leafCount = 1; leafCount < leaves; leafCount++)
        {
            var chosen = nodes.Where(n => n.Left < 0 && n.Best is not null).MaxBy(n => n.Best!.Gain);
            if (chosen?.Best is not { } split)
            {
                break;
            }

            var goesLeft = chosen.Rows.ToLookup(r => bins[split.Column][r] <= split.Bin);
            foreach (var side in new[] { true, false })
            {
                var child = new Node([.. goesLeft[side]]);
                child.Best = FindSplit(child.Rows, bins, cuts, gradients, curvatures);
                if (side)
                {
                    chosen.Left = nodes.Count;
                }
                else
                {
                    chosen.Right = nodes.Count;
                }

                nodes.Add(child);
            }
        }

        return new Tree(
            [.. nodes.Select(n => n.Left < 0 ? -1 : n.Best!.Column)],
            [.. nodes.Select(n => n.Left < 0 ? 0 : cuts[n.Best!.Column][n.Best.Bin])],
            [.. nodes.Select(n => Math.Max(0, n.Left))],
            [.. nodes.Select(n => Math.Max(0, n.Right))],
            [.. nodes.Select(n => n.Left < 0 ? LeafValue(n.Rows, gradients, curvatures) : 0)]
        );
    }

    private double LeafValue(int[] rows, double[] gradients, double[] curvatures)
    {
        double gradient = 0,
            curvature = LeafPenalty;
        foreach (var r in rows)
        {
            gradient += gradients[r];
            curvature += curvatures[r];
        }

        return learningRate * gradient / curvature;
    }

    private static Split? FindSplit(int[] rows, byte[][] bins, double[][] cuts, double[] gradients, double[] curvatures)
    {
        double totalGradient = 0,
            totalCurvature = 0;
        foreach (var r in rows)
        {
            totalGradient += gradients[r];
            totalCurvature += curvatures[r];
        }

        Split? best = null;
        var parent = totalGradient * totalGradient / (totalCurvature + LeafPenalty);
        for (var c = 0; c < bins.Length; c++)
        {
            var histogram = new (double Gradient, double Curvature, int Count)[cuts[c].Length + 1];
            foreach (var r in rows)
            {
                ref var cell = ref histogram[bins[c][r]];
                cell = (cell.Gradient + gradients[r], cell.Curvature + curvatures[r], cell.Count + 1);
            }

            double gradient = 0,
                curvature = 0;
            var count = 0;
            for (var b = 0; b < cuts[c].Length; b++)
            {
                gradient += histogram[b].Gradient;
                curvature += histogram[b].Curvature;
                count += histogram[b].Count;
                if (count < SmallestLeaf || rows.Length - count < SmallestLeaf)
                {
                    continue;
                }

                var restGradient = totalGradient - gradient;
                var gain =
                    (gradient * gradient / (curvature + LeafPenalty))
                    + (restGradient * restGradient / (totalCurvature - curvature + LeafPenalty))
                    - parent;
                if (gain > 1e-6 && (best is null || gain > best.Gain))
                {
                    best = new Split(c, b, gain);
                }
            }
        }

        return best;
    }

    private sealed record Split(int Column, int Bin, double Gain);

    private sealed class Node(int[] rows)
    {
        public int[] Rows { get; } = rows;

        public Split? Best { get; set; }

        public int Left { get; set; } = -1;

        public int Right { get; set; } = -1;
    }
}
