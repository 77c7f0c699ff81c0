namespace Governance.Analytics.Robustness.Attacks;

/// <summary>Search by scores.</summary>
/// <remarks>
/// <para>Square attack: a change of one size is held; a block of features, smaller as the search goes on, gets other signs (or, for sums
/// of squares, the size of another block), and is kept when the score comes nearer to the threshold. What is different for rows of
/// tables: features have no neighbours, so blocks are drawn again each time; after a success the row is moved back towards the original
/// and the search goes on at the smaller size; it begins again where nothing comes nearer any more, as on the steps of trees, and draws
/// as the search by decisions does.</para>
/// <para>Source: M. Andriushchenko, F. Croce, N. Flammarion, M. Hein, <em>Square Attack</em>, ECCV 2020 (arXiv 1912.00049), algorithms 1
/// to 3; shares of features by iteration as in its appendix.</para>
/// </remarks>
internal static class ScoreSearch
{
    private const int Batch = 5;
    private const double FirstShare = 0.8;

    // Iterations of 10,000 after which the share of features that change is halved.
    private static readonly int[] s_halved = [10, 50, 200, 500, 1_000, 2_000, 4_000, 6_000, 8_000];

    public static IEnumerable<Query[]> Run(RowSearch search, IReadOnlyList<double[]> others)
    {
        if (search.Numbers.Length + search.Choices.Length == 0)
        {
            yield break;
        }
        var starts = new List<double[]>();
        foreach (var query in Starts.Find(search, others, starts))
        {
            yield return query;
        }
        starts = [.. starts.OrderBy(search.DistanceOf)];
        for (var i = 0; i < starts.Count && search.Left > search.Budget / 5 * 4; i += 4)
        {
            foreach (
                var query in SearchMoves.Together(
                    starts.Skip(i).Take(4).Select(start => SearchMoves.Segment(search, start, andRefine: true))
                )
            )
            {
                yield return query;
            }
        }
        for (var asked = -1; search.Left > 0 && search.Asked > asked; )
        {
            asked = search.Asked;
            foreach (var query in Descend(search, others).Concat(Scatter.Run(search, others, search.Budget / 10)))
            {
                yield return query;
            }
        }
    }

    /// <summary>One descent of the score, through as many smaller sizes as it reaches, until nothing changes for long.</summary>
    private static IEnumerable<Query[]> Descend(RowSearch search, IReadOnlyList<double[]> others)
    {
        var size = Size(search);
        var begin = search.Ask([.. Beginnings(search, others, size)]);
        if (begin.Count == 0)
        {
            yield break;
        }
        yield return [begin];
        var (point, margin) = Lowest(begin, null, double.PositiveInfinity);
        var (idle, patience, began) = (0, Math.Max(60, search.Budget / 12), search.Asked);
        while (point is not null && search.Left > 0 && idle < patience)
        {
            if (margin <= 0 && search.Best is not null)
            {
                // Turned: back to the boundary, and on at a size that is smaller than everything found.
                foreach (var query in SearchMoves.Segment(search, point).Concat(SearchMoves.Refine(search, point)))
                {
                    yield return query;
                }
                size = Size(search);
                if (search.Left == 0)
                {
                    yield break;
                }
                var again = search.Ask([Sized(search, point, size), Sized(search, search.Best, size)]);
                yield return [again];
                (point, margin) = Lowest(again, null, double.PositiveInfinity);
                idle = 0;
                continue;
            }
            var block = Block(search, search.Asked - began);
            var current = point;
            double[][] proposals =
            [
                .. Enumerable
                    .Range(0, Batch)
                    .Select(_ => Proposal(search, current, size, block))
                    .Where(p => search.DistanceOf(p) is > 0 and var distance && distance < search.Distance),
            ];
            if (proposals.Length == 0)
            {
                idle += Batch;
                continue;
            }
            var asked = search.Ask(proposals);
            yield return [asked];
            var (best, lowest) = Lowest(asked, point, margin);
            idle = lowest < margin ? 0 : idle + asked.Count;
            (point, margin) = (best, lowest);
        }
    }

    /// <summary>The bound, until that seems out of reach or is reached; then less than what was found.</summary>
    private static double Size(RowSearch search) =>
        search.Distance > search.Space.Bound && (search.Best is null || search.Asked < search.Budget / 2)
            ? Math.Max(search.Space.Bound, 1e-6)
            : 0.97 * search.Distance;

    private static IEnumerable<double[]> Beginnings(RowSearch search, IReadOnlyList<double[]> others, double size)
    {
        for (var i = 0; i < 10; i++)
        {
            yield return Sized(search, Signs(search, search.Origin, search.Numbers, 10 * size), size);
        }
        foreach (var v in Draws.Some(search, search.Numbers, 10))
        {
            foreach (var sign in new[] { -1.0, 1.0 })
            {
                var point = (double[])search.Origin.Clone();
                point[v] += sign * size * search.Space.Variables[v].Sd;
                yield return search.Allowed(point);
            }
        }
        for (var i = 0; i < 10 && others.Count > 0; i++)
        {
            yield return Sized(search, search.Allowed((double[])others[search.Random.Next(others.Count)].Clone()), size);
        }
        if (search.Best is { } best)
        {
            yield return Sized(search, best, size);
        }
    }

    /// <summary>How many features change at once.</summary>
    private static int Block(RowSearch search, int asked)
    {
        var iteration = 10_000L * asked / search.Budget;
        var share = FirstShare / Math.Pow(2, s_halved.Count(after => iteration > after));
        return Math.Max(1, (int)Math.Round(share * search.Numbers.Length));
    }

    private static double[] Proposal(RowSearch search, double[] point, double size, int block)
    {
        var changed = (double[])point.Clone();
        if (search.Choices.Length > 0 && (search.Numbers.Length == 0 || search.Random.Next(4) == 0))
        {
            foreach (var v in Draws.Some(search, search.Choices, 1))
            {
                changed[v] = search.Random.Next(3) == 0 ? search.Origin[v] : search.Random.Next((int)search.Space.Variables[v].High + 1);
            }
            return Sized(search, changed, size);
        }
        if (search.Space.Norm == AttackNorm.LInf)
        {
            return Sized(search, Signs(search, point, Draws.Some(search, search.Numbers, block), size), size);
        }
        // The squares of two blocks are given to one of them, in new proportions, so that the size is kept.
        var taken = Draws.Some(search, search.Numbers, 2 * block);
        var mass = taken.Sum(v => Math.Pow(search.Space.Step(v, point[v], search.Origin[v]), 2));
        mass = Math.Max(mass, size * size * taken.Length / Math.Max(1, search.Numbers.Length) / 4);
        var gaining = taken[..Math.Max(1, taken.Length / 2)];
        var draws = Draws.Normal(search, search.Random.Next(2) == 0 ? gaining : taken);
        var kept = search.Random.NextDouble();
        foreach (var v in taken)
        {
            var sd = search.Space.Variables[v].Sd;
            draws[v] = (kept * (point[v] - search.Origin[v]) / sd) + ((1 - kept) * draws[v] * Math.Sqrt(mass / taken.Length));
        }
        var length = Math.Sqrt(taken.Sum(v => draws[v] * draws[v]));
        foreach (var v in taken)
        {
            changed[v] = search.Origin[v] + (length > 0 ? Math.Sqrt(mass) / length * draws[v] * search.Space.Variables[v].Sd : 0);
        }
        return Sized(search, search.Allowed(changed), size);
    }

    private static double[] Signs(RowSearch search, double[] point, int[] variables, double size)
    {
        var changed = (double[])point.Clone();
        foreach (var v in variables)
        {
            changed[v] = search.Origin[v] + (size * (search.Random.Next(2) == 0 ? -1 : 1) * search.Space.Variables[v].Sd);
        }
        return search.Allowed(changed);
    }

    /// <summary>The numbers of a point stretched or shortened so that its distance is a size, as far as ranges allow.</summary>
    private static double[] Sized(RowSearch search, double[] point, double size)
    {
        var start = SearchMoves.ChoicesOf(search, point);
        var direction = new double[point.Length];
        foreach (var v in search.Numbers)
        {
            direction[v] = (point[v] - search.Origin[v]) / search.Space.Variables[v].Sd;
        }
        return SearchMoves.AlongTo(search, start, direction, size);
    }

    private static (double[]? Point, double Margin) Lowest(Query query, double[]? point, double margin)
    {
        for (var i = 0; i < query.Count; i++)
        {
            // As near is taken as well: on a plateau that is the only way to go.
            if (query.Margin(i) is var other && !double.IsNaN(other) && other <= margin)
            {
                (point, margin) = (query.Points[i], other);
            }
        }
        return (point, margin);
    }
}
