namespace Governance.Analytics.Robustness.Attacks;

/// <summary>Search by decisions alone.</summary>
/// <remarks>
/// <para>HopSkipJump: from a turned point at the boundary, the direction of the boundary's normal is estimated from the classes of points
/// drawn around it, Σ (φ_b − φ̄)·u_b; a step along it, halved until the point is turned, and a bisection towards the original follow.
/// What is added for rows of tables: the estimate is tried as a ray from the original, too, which ends at the nearest point of a
/// half-space also where ranges cut it; coordinates are moved back one by one; and what is left of the budget is spent on sparse changes
/// within the distance reached, because the normal of a piecewise constant model leads nowhere.</para>
/// <para>Source: J. Chen, M. I. Jordan, M. J. Wainwright, <em>HopSkipJumpAttack</em>, IEEE S&amp;P 2020 (arXiv 1904.02144), algorithms
/// 1 and 2. Sparse draws: W. Brendel, J. Rauber, M. Bethge, <em>Decision-based adversarial attacks</em>, ICLR 2018.</para>
/// </remarks>
internal static class BoundarySearch
{
    private const int FirstDraws = 100;
    private const int Patience = 4;

    /// <summary>What counts as nearer.</summary>
    private const double Gain = 0.98;

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
        var refined = search.Budget / 20 * 13;
        for (var i = 0; i < starts.Count && search.Left > refined; i += 4)
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
        // Walks and draws by turns: a draw may find another part of the boundary, which a walk then follows. Where a walk gains nothing, as
        // at the steps of trees, it waits for such a part.
        var walked = double.PositiveInfinity;
        for (var asked = -1; search.Left > 0 && search.Asked > asked; )
        {
            asked = search.Asked;
            if (search.Best is not null && search.Numbers.Length > 1 && search.Distance < Gain * walked)
            {
                var before = search.Distance;
                foreach (var query in Walk(search, search.Budget / 4))
                {
                    yield return query;
                }
                walked = search.Distance < Gain * before ? double.PositiveInfinity : search.Distance;
            }
            foreach (var query in Scatter.Run(search, others, search.Budget / 5))
            {
                yield return query;
            }
        }
    }

    /// <summary>HopSkipJump from the nearest point found, until it gains no more.</summary>
    private static IEnumerable<Query[]> Walk(RowSearch search, int until)
    {
        double[]? smoothed = null;
        var (scale, waited) = (1.0, 0);
        for (var t = 1; search.Left > until && waited < Patience; t++)
        {
            foreach (var query in SearchMoves.Segment(search, search.Best!))
            {
                yield return query;
            }
            var (at, before) = (search.Best!, search.Distance);
            var radius = Math.Max(scale * before / search.Numbers.Length, 1e-9);
            var count = (int)Math.Min(Math.Min(FirstDraws, Math.Max(search.Budget / 10, 10)) * Math.Sqrt(t), 1_000);
            var probes = search.Ask([.. Enumerable.Range(0, count).Select(_ => Near(search, at, radius))]);
            if (probes.Count == 0)
            {
                yield break;
            }
            yield return [probes];
            if (Normal(search, at, probes) is not { } normal)
            {
                // All alike: too near for whole numbers or for a bisection that ended early, or too far.
                scale *= probes.IsTurned(0) ? 2 : 0.5;
                waited++;
                continue;
            }
            smoothed = smoothed is null ? normal : Unit([.. smoothed.Select((s, v) => (0.7 * s) + normal[v])]);
            var start = SearchMoves.ChoicesOf(search, at);
            var rays = new[] { smoothed, normal }.Select(direction => SearchMoves.Ray(search, start, Shaped(search, direction)));
            foreach (var query in rays.SelectMany(ray => ray))
            {
                yield return query;
            }
            if (search.Distance > 0.99 * before)
            {
                foreach (var query in Step(search, at, Shaped(search, normal), before / Math.Sqrt(t)))
                {
                    yield return query;
                }
            }
            waited = search.Distance > 0.998 * before ? waited + 1 : 0;
        }
    }

    /// <summary>The geometric step: halved until the point is turned, then back to the boundary.</summary>
    private static IEnumerable<Query[]> Step(RowSearch search, double[] at, double[] direction, double length)
    {
        for (var i = 0; i < 10 && search.Left > 0; i++, length /= 2)
        {
            var query = search.Ask([SearchMoves.Along(search, at, direction, length)]);
            yield return [query];
            if (query.IsTurned(0))
            {
                foreach (var back in SearchMoves.Segment(search, query.Points[0]))
                {
                    yield return back;
                }
                yield break;
            }
        }
    }

    private static double[] Near(RowSearch search, double[] at, double radius)
    {
        var direction = Unit(Draws.Normal(search, search.Numbers));
        var point = (double[])at.Clone();
        foreach (var v in search.Numbers)
        {
            var variable = search.Space.Variables[v];
            point[v] += radius * direction[v] * variable.Sd;
            if (variable.Kind == VariableKind.Whole)
            {
                // Up or down by chance, so that small steps are not all rounded away.
                point[v] = Math.Floor(point[v] + search.Random.NextDouble());
            }
        }
        return search.Allowed(point);
    }

    /// <summary>Direction in which points are turned; null when all are, or none.</summary>
    private static double[]? Normal(RowSearch search, double[] at, Query probes)
    {
        var turned = Enumerable.Range(0, probes.Count).Count(probes.IsTurned);
        if (turned == 0 || turned == probes.Count)
        {
            return null;
        }
        var mean = (double)turned / probes.Count;
        var sum = new double[at.Length];
        for (var b = 0; b < probes.Count; b++)
        {
            var weight = (probes.IsTurned(b) ? 1 : 0) - mean;
            foreach (var v in search.Numbers)
            {
                sum[v] += weight * (probes.Points[b][v] - at[v]) / search.Space.Variables[v].Sd;
            }
        }
        return Array.Exists(sum, s => s != 0) ? Unit(sum) : null;
    }

    /// <summary>The steepest change of a linear model by the norm: its normal, or the signs of it.</summary>
    private static double[] Shaped(RowSearch search, double[] normal) =>
        search.Space.Norm == AttackNorm.L2 ? normal : [.. normal.Select(n => (double)Math.Sign(n))];

    private static double[] Unit(double[] vector)
    {
        var length = Math.Sqrt(vector.Sum(v => v * v));
        return length > 0 ? [.. vector.Select(v => v / length)] : vector;
    }
}
