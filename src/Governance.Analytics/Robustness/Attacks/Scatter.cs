namespace Governance.Analytics.Robustness.Attacks;

/// <summary>Draws points nearer than what was found; one that is turned is an improvement by itself, and is moved back further.</summary>
internal static class Scatter
{
    private const int Batch = 20;
    private const int Kinds = 5;
    private const int Kick = 5;

    /// <summary>Questions without an improvement after which farther points are drawn, too, and moved back.</summary>
    private const int Stuck = 60;
    private const double KickReach = 1.5;

    /// <summary>Draws until so many questions brought nothing.</summary>
    /// <param name="search">The search.</param>
    /// <param name="others">Points of rows of the other class, whose values are borrowed.</param>
    /// <param name="patience">Questions without an improvement after which it ends.</param>
    public static IEnumerable<Query[]> Run(RowSearch search, IReadOnlyList<double[]> others, int patience)
    {
        var gains = new double[Kinds];
        Array.Fill(gains, 1);
        var idle = 0;
        while (search.Left > 0 && idle < patience)
        {
            var (points, kinds) = (new List<double[]>(), new List<int>());
            for (var tries = 0; tries < 10 * Batch && points.Count < Batch; tries++)
            {
                var kind = search.Best is not null && idle >= Stuck && search.Random.Next(4) == 0 ? Kick : Chosen(search, gains);
                if (Draw(search, others, kind) is { } point)
                {
                    points.Add(point);
                    kinds.Add(kind);
                }
            }
            if (points.Count == 0)
            {
                yield break;
            }
            var query = search.Ask(points);
            yield return [query];
            var turned = query.Turned();
            for (var i = 0; i < Kinds; i++)
            {
                gains[i] = Math.Max(0.2, 0.98 * gains[i]);
            }
            var reached = search.Distance;
            foreach (var i in turned.Where(i => kinds[i] != Kick))
            {
                gains[kinds[i]] += 1;
            }
            if (turned.Length > 0)
            {
                foreach (var step in SearchMoves.Refine(search, query.Points[turned[0]]))
                {
                    yield return step;
                }
            }
            idle = turned.Any(i => kinds[i] != Kick) || search.Distance < reached ? 0 : idle + query.Count;
        }
    }

    private static int Chosen(RowSearch search, double[] gains)
    {
        var at = search.Random.NextDouble() * gains.Sum();
        for (var kind = 0; kind < gains.Length - 1; kind++)
        {
            if ((at -= gains[kind]) < 0)
            {
                return kind;
            }
        }
        return gains.Length - 1;
    }

    private static double[]? Draw(RowSearch search, IReadOnlyList<double[]> others, int kind)
    {
        // Without anything found, by turns within the bound and within all that is allowed.
        var limit =
            search.Best is null ? (search.Random.Next(2) == 0 ? Math.Max(search.Space.Bound, 1e-6) : double.PositiveInfinity)
            : kind == Kick ? KickReach * search.Distance
            : search.Distance;
        // Mostly almost as far as allowed: there more is turned, and a turned point is moved back afterwards.
        var radius = limit * (1 - (0.5 * Math.Pow(search.Random.NextDouble(), 2)));
        var point = kind switch
        {
            0 => Sparse(search),
            1 => others.Count > 0 ? Borrowed(search, others) : Starts.Anywhere(search, corner: false),
            2 => search.Best is null ? Starts.Anywhere(search, corner: true) : Nearby(search),
            3 => Toggled(search),
            _ => search.Best is null ? Sparse(search) : Exchanged(search, radius, kind == Kick ? 4 : 2),
        };
        // Categories cost what they cost; the numbers are shortened to what is left.
        var drawn = Scaled(search, point, radius);
        var distance = search.DistanceOf(drawn);
        return distance > 0 && distance < 0.999 * (search.Best is null ? double.PositiveInfinity : limit) ? drawn : null;
    }

    /// <summary>One to three numbers moved by chance.</summary>
    private static double[] Sparse(RowSearch search)
    {
        var direction = Draws.Normal(search, Draws.Some(search, search.Numbers, 1 + Math.Min(search.Random.Next(4), 2)));
        return SearchMoves.Along(search, search.Origin, direction, 10);
    }

    /// <summary>The best point with a change of one number put back, and the room this leaves given to a few others.</summary>
    private static double[] Exchanged(RowSearch search, double radius, int most)
    {
        var point = (double[])search.Best!.Clone();
        int[] changed = [.. search.Numbers.Where(v => point[v] != search.Origin[v])];
        foreach (var v in Draws.Some(search, changed, 1))
        {
            point[v] = search.Origin[v];
        }
        if (search.Space.Norm == AttackNorm.LInf)
        {
            // Any number may be moved as far as the farthest.
            foreach (var v in Draws.Some(search, search.Numbers, 1 + search.Random.Next(search.Numbers.Length)))
            {
                point[v] = search.Origin[v] + (radius * (search.Random.Next(2) == 0 ? -1 : 1) * search.Space.Variables[v].Sd);
            }
            return search.Allowed(point);
        }
        var room = Math.Sqrt(Math.Max(0, (radius * radius) - Math.Pow(search.DistanceOf(point), 2)));
        var direction = Draws.Normal(search, Draws.Some(search, search.Numbers, 1 + search.Random.Next(most)));
        var length = Math.Sqrt(direction.Sum(d => d * d));
        for (var v = 0; v < direction.Length; v++)
        {
            if (direction[v] != 0)
            {
                point[v] = search.Origin[v] + (room / length * direction[v] * search.Space.Variables[v].Sd);
            }
        }
        return search.Allowed(point);
    }

    /// <summary>Some values of a row of the other class.</summary>
    private static double[] Borrowed(RowSearch search, IReadOnlyList<double[]> others)
    {
        var other = others[search.Random.Next(others.Count)];
        var point = (double[])search.Origin.Clone();
        foreach (var v in Draws.Some(search, [.. search.Numbers, .. search.Choices], 1 + search.Random.Next(4)))
        {
            point[v] = double.IsNaN(other[v]) ? point[v] : other[v];
        }
        return search.Allowed(point);
    }

    /// <summary>The best point with some or all numbers moved a little.</summary>
    private static double[] Nearby(RowSearch search)
    {
        var numbers = search.Random.Next(2) == 0 ? search.Numbers : Draws.Some(search, search.Numbers, 2);
        var direction = Draws.Normal(search, numbers);
        var size = search.Distance * Math.Pow(10, -2 * search.Random.NextDouble()) / Math.Sqrt(Math.Max(1, numbers.Length));
        return SearchMoves.Along(search, search.Best!, direction, size);
    }

    /// <summary>The best point, or the row, with a category changed or put back, or a whole number one further.</summary>
    private static double[] Toggled(RowSearch search)
    {
        var point = (double[])(search.Best is null || search.Random.Next(3) == 0 ? search.Origin : search.Best).Clone();
        foreach (var v in Draws.Some(search, [.. search.Numbers, .. search.Choices], 1 + search.Random.Next(2)))
        {
            var variable = search.Space.Variables[v];
            point[v] =
                !variable.IsNumber ? (search.Random.Next(2) == 0 ? search.Origin[v] : search.Random.Next((int)variable.High + 1))
                : variable.Kind == VariableKind.Whole ? point[v] + (search.Random.Next(2) == 0 ? 1 : -1)
                : search.Origin[v] + ((point[v] - search.Origin[v]) * search.Random.NextDouble() * 1.5);
        }
        return search.Allowed(point);
    }

    private static double[] Scaled(RowSearch search, double[] point, double radius)
    {
        if (search.DistanceOf(point) <= radius)
        {
            return point;
        }
        var (near, far) = (0.0, 1.0);
        for (var i = 0; i < 12; i++)
        {
            var middle = (near + far) / 2;
            (near, far) = search.DistanceOf(Shortened(search, point, middle)) <= radius ? (middle, far) : (near, middle);
        }
        return Shortened(search, point, near);
    }

    private static double[] Shortened(RowSearch search, double[] point, double share)
    {
        var shorter = (double[])point.Clone();
        foreach (var v in search.Numbers)
        {
            shorter[v] = search.Origin[v] + (share * (point[v] - search.Origin[v]));
        }
        return search.Allowed(shorter);
    }
}
