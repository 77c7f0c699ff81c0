namespace Governance.Analytics.Robustness.Attacks;

/// <summary>
/// What searches are made of. Each yields the questions to be answered before it goes on; what was found is kept by the search itself.
/// </summary>
internal static class SearchMoves
{
    private const int Halvings = 10;

    /// <summary>A coordinate is settled when it is known to this part of the whole distance.</summary>
    private const double Settled = 0.002;

    /// <summary>Runs several moves side by side, so that their questions are asked together.</summary>
    public static IEnumerable<Query[]> Together(IEnumerable<IEnumerable<Query[]>> moves)
    {
        var running = new List<IEnumerator<Query[]>>();
        try
        {
            foreach (var move in moves)
            {
                running.Add(move.GetEnumerator());
            }
            while (true)
            {
                running.RemoveAll(move => !move.MoveNext());
                if (running.Count == 0)
                {
                    yield break;
                }
                yield return [.. running.SelectMany(move => move.Current)];
            }
        }
        finally
        {
            running.ForEach(move => move.Dispose());
        }
    }

    /// <summary>Moves the numbers of a turned point straight towards the original, up to the boundary.</summary>
    /// <param name="search">The search.</param>
    /// <param name="turned">The turned point.</param>
    /// <param name="andRefine">Whether its coordinates are then moved back one by one.</param>
    public static IEnumerable<Query[]> Segment(RowSearch search, double[] turned, bool andRefine = false)
    {
        var (near, far, point) = (0.0, 1.0, turned);
        for (var i = 0; i < Halvings && search.Left > 0; i++)
        {
            var middle = (near + far) / 2;
            var query = search.Ask([Between(search, turned, middle)]);
            yield return [query];
            (near, far, point) = query.IsTurned(0) ? (near, middle, query.Points[0]) : (middle, far, point);
        }
        foreach (var query in andRefine ? Refine(search, point) : [])
        {
            yield return query;
        }
    }

    /// <summary>
    /// Moves each coordinate of a turned point back towards the original as long as the point stays turned: all the way where that is
    /// possible, so that few features differ, else by bisection.
    /// </summary>
    public static IEnumerable<Query[]> Refine(RowSearch search, double[] turned)
    {
        var point = (double[])turned.Clone();
        for (var pass = 0; pass < 3 && search.Left > 0; pass++)
        {
            var before = search.DistanceOf(point);
            // Together more may be put back than one by one, and less than all that can be put back alone.
            while (search.Left > 0)
            {
                int[] changed = [.. Differing(search, point)];
                if (changed.Length < 2)
                {
                    break;
                }
                var alone = search.Ask([.. changed.Select(v => RowSearch.With(point, v, search.Origin[v]))]);
                yield return [alone];
                int[] loose = [.. Enumerable.Range(0, alone.Count).Where(alone.IsTurned).Select(i => changed[i])];
                if (loose.Length == 0)
                {
                    break;
                }
                var (next, last) = (Back(search, point, loose, 1), loose.Length == 1);
                if (!last && search.Left > 0)
                {
                    int[] counts = [.. new[] { 1.0, 0.75, 0.5, 0.25 }.Select(s => (int)Math.Ceiling(s * loose.Length)).Distinct()];
                    var several = search.Ask([.. counts.Select(n => Back(search, point, loose, n))]);
                    yield return [several];
                    var most = Enumerable.Range(0, several.Count).FirstOrDefault(several.IsTurned, -1);
                    next = most < 0 ? next : several.Points[most];
                    last = most == 0;
                }
                point = next;
                if (last)
                {
                    break;
                }
            }
            foreach (var variable in Differing(search, point).Where(v => search.Space.Variables[v].IsNumber).ToArray())
            {
                var (near, far) = (search.Origin[variable], point[variable]);
                while (search.Left > 0 && Middle(search, variable, near, far, search.DistanceOf(point)) is { } middle)
                {
                    var query = search.Ask([RowSearch.With(point, variable, middle)]);
                    yield return [query];
                    (near, far) = query.IsTurned(0) ? (near, middle) : (middle, far);
                    point[variable] = far;
                }
            }
            if (search.DistanceOf(point) > 0.99 * before)
            {
                yield break;
            }
        }
    }

    /// <summary>
    /// Looks along a direction from the original, as far as is nearer than what was found, and up to the boundary when it is turned there.
    /// Numbers stop at their ranges, which is where the nearest point of a half-space within a box lies.
    /// </summary>
    public static IEnumerable<Query[]> Ray(RowSearch search, double[] start, double[] direction)
    {
        if (search.Left == 0 || Reach(search, start, direction) is not { } far)
        {
            yield break;
        }
        var query = search.Ask([Along(search, start, direction, far)]);
        yield return [query];
        if (!query.IsTurned(0))
        {
            yield break;
        }
        var near = 0.0;
        for (var i = 0; i < Halvings && search.Left > 0; i++)
        {
            var middle = (near + far) / 2;
            query = search.Ask([Along(search, start, direction, middle)]);
            yield return [query];
            (near, far) = query.IsTurned(0) ? (near, middle) : (middle, far);
        }
    }

    /// <summary>A point moved by a length along a direction, both in standard deviations.</summary>
    public static double[] Along(RowSearch search, double[] start, double[] direction, double length)
    {
        var point = (double[])start.Clone();
        foreach (var v in search.Numbers)
        {
            point[v] = start[v] + (length * direction[v] * search.Space.Variables[v].Sd);
        }
        return search.Allowed(point);
    }

    /// <summary>The original with the categories of a point: where rays of numbers begin.</summary>
    public static double[] ChoicesOf(RowSearch search, double[] point)
    {
        var start = (double[])search.Origin.Clone();
        foreach (var v in search.Choices)
        {
            start[v] = point[v];
        }
        return start;
    }

    /// <summary>The farthest point along a direction whose distance from the original is at most a size.</summary>
    public static double[] AlongTo(RowSearch search, double[] start, double[] direction, double size) =>
        Along(search, start, direction, Length(search, start, direction, size));

    /// <summary>The longest way along a direction that stays nearer than what was found; null when there is none.</summary>
    private static double? Reach(RowSearch search, double[] start, double[] direction)
    {
        var limit = Math.Min(search.Distance, 1e6) * 0.999;
        var length = search.DistanceOf(start) < limit ? Length(search, start, direction, limit) : 0;
        return length > 0 && search.DistanceOf(Along(search, start, direction, length)) > 0 ? length : null;
    }

    private static double Length(RowSearch search, double[] start, double[] direction, double size)
    {
        var steepness = Math.Sqrt(direction.Sum(d => d * d));
        if (steepness == 0)
        {
            return 0;
        }
        var (near, far) = (0.0, size / steepness);
        // What stops at its range adds no more: the way may be longer than the distance.
        for (var i = 0; i < 6 && search.DistanceOf(Along(search, start, direction, far)) <= size; i++)
        {
            (near, far) = (far, 2 * far);
        }
        for (var i = 0; i < 20; i++)
        {
            var middle = (near + far) / 2;
            (near, far) = search.DistanceOf(Along(search, start, direction, middle)) <= size ? (middle, far) : (near, middle);
        }
        return near;
    }

    private static double[] Between(RowSearch search, double[] turned, double share)
    {
        var point = (double[])turned.Clone();
        foreach (var v in search.Numbers)
        {
            point[v] = search.Origin[v] + (share * (turned[v] - search.Origin[v]));
        }
        return search.Allowed(point);
    }

    /// <summary>Variables that differ from the original, the largest change first.</summary>
    private static IEnumerable<int> Differing(RowSearch search, double[] point) =>
        Enumerable
            .Range(0, point.Length)
            .Select(v => (Variable: v, Step: search.Space.Step(v, point[v], search.Origin[v])))
            .Where(v => v.Step > 0)
            .OrderByDescending(v => v.Step)
            .ThenBy(v => v.Variable)
            .Select(v => v.Variable);

    private static double[] Back(RowSearch search, double[] point, int[] variables, int count)
    {
        var back = (double[])point.Clone();
        foreach (var v in variables.Take(count))
        {
            back[v] = search.Origin[v];
        }
        return back;
    }

    private static double? Middle(RowSearch search, int variable, double near, double far, double distance)
    {
        var kind = search.Space.Variables[variable];
        if (kind.Kind == VariableKind.Real)
        {
            // An original outside of its range is followed by nothing up to the end of the range.
            var middle = Math.Clamp((near + far) / 2, kind.Low, kind.High);
            return Math.Abs(far - near) / kind.Sd > Settled * distance && middle != near && middle != far ? middle : null;
        }
        // The original need not be whole; everything else is.
        var whole = Math.Round((near + far) / 2);
        whole = whole == far ? whole - Math.Sign(far - near) : whole;
        return (whole - near) * Math.Sign(far - near) > 0 && whole >= kind.Low && whole <= kind.High ? whole : null;
    }
}
