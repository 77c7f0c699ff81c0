using System.Globalization;
using System.Numerics.Tensors;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Robustness;

/// <summary>Labels that disagree with all but one of the five nearest rows.</summary>
internal static class NeighbourScreen
{
    private const int Neighbours = 5;

    /// <remarks>
    /// A row is suspected when at least four of its five nearest neighbours (Euclidean, standardised) bear the other label; rates are told
    /// by class.
    /// </remarks>
    public static PoisoningScreen Run(LabelledRows rows, RobustnessOptions options)
    {
        var taken = PlainRows.Spread(rows.Rows, options.NeighbourRows);
        var points = PlainRows.Of(rows, taken);
        const string Name = "neighbour_labels";
        if (points[0].Length == 0)
        {
            return new PoisoningScreen(Name, RobustnessVerdict.NotRun, null, [], [], "No input varies.");
        }
        var against = new int[taken.Length];
        Parallel.For(
            0,
            taken.Length,
            Parallelism.Machine,
            i =>
            {
                Span<float> best = stackalloc float[Neighbours];
                Span<int> who = stackalloc int[Neighbours];
                best.Fill(float.MaxValue);
                who.Fill(-1);
                for (var j = 0; j < points.Length; j++)
                {
                    if (j == i)
                    {
                        continue;
                    }
                    var distance = TensorPrimitives.Distance<float>(points[i], points[j]);
                    if (distance >= best[Neighbours - 1])
                    {
                        continue;
                    }
                    var at = Neighbours - 1;
                    for (; at > 0 && best[at - 1] > distance; at--)
                    {
                        (best[at], who[at]) = (best[at - 1], who[at - 1]);
                    }
                    (best[at], who[at]) = (distance, j);
                }
                foreach (var j in who)
                {
                    against[i] += j >= 0 && rows.Labels[taken[j]] != rows.Labels[taken[i]] ? 1 : 0;
                }
            }
        );
        int[] suspects = [.. Enumerable.Range(0, taken.Length).Where(i => against[i] >= Neighbours - 1).Select(i => taken[i])];
        string[] findings =
        [
            .. new[] { 0, 1 }
                .Select(label => (label, all: taken.Count(r => rows.Labels[r] == label), hit: suspects.Count(r => rows.Labels[r] == label)))
                .Where(x => x.hit > 0)
                .Select(x => string.Create(CultureInfo.InvariantCulture, $"label {x.label}: {x.hit} of {x.all} rows")),
        ];
        return PoisoningScreens.Judge(
            Name,
            suspects,
            taken.Length,
            findings,
            "Rows whose label at least four of the five nearest rows contradict; where classes overlap, some do by nature.",
            options
        );
    }
}
