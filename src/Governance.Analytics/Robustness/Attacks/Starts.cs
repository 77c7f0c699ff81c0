namespace Governance.Analytics.Robustness.Attacks;

/// <summary>First adversarial points: rows of the data that the model puts into the other class, else what is drawn.</summary>
internal static class Starts
{
    private const int Nearest = 30;
    private const int Spread = 20;
    private const int Enough = 5;

    /// <summary>
    /// Positions of rows of the other class to begin from: the nearest by what may be changed, and some spread over the rest.
    /// </summary>
    public static IReadOnlyList<double[]> From(RowSearch search, IReadOnlyList<double[]> others)
    {
        (double[] Point, double Distance)[] near =
        [
            .. others
                .Select(other => search.Allowed((double[])other.Clone()))
                .Select(point => (Point: point, Distance: search.DistanceOf(point)))
                .Where(p => p.Distance > 0)
                .OrderBy(p => p.Distance),
        ];
        var rest = near.Length - Nearest;
        return
        [
            .. near.Take(Nearest).Select(p => p.Point),
            .. rest <= 0
                ? []
                : near.Skip(Nearest).Where((_, i) => rest <= Spread || i % (rest / Spread) == 0).Take(Spread).Select(p => p.Point),
        ];
    }

    /// <summary>Asks about starting points, and draws others where these are not enough.</summary>
    /// <param name="search">The search.</param>
    /// <param name="others">Points of rows of the other class.</param>
    /// <param name="turned">Takes the turned points.</param>
    public static IEnumerable<Query[]> Find(RowSearch search, IReadOnlyList<double[]> others, List<double[]> turned)
    {
        var begin = From(search, others);
        if (begin.Count > 0)
        {
            var query = search.Ask([.. begin.Take(Math.Max(1, search.Budget / 4))]);
            yield return [query];
            turned.AddRange(query.Turned().Select(i => query.Points[i]));
        }
        for (var round = 0; round < 4 && turned.Count < Enough && search.Left > 0; round++)
        {
            var query = search.Ask([.. Drawn(search, round).Take(Math.Max(1, search.Budget / 10))]);
            if (query.Count == 0)
            {
                yield break;
            }
            yield return [query];
            turned.AddRange(query.Turned().Select(i => query.Points[i]));
        }
    }

    /// <summary>A point drawn evenly from everything that is allowed.</summary>
    public static double[] Anywhere(RowSearch search, bool corner)
    {
        var point = (double[])search.Origin.Clone();
        foreach (var v in search.Numbers)
        {
            var (low, high) = (search.Space.Variables[v].Low, search.Space.Variables[v].High);
            var share = search.Random.NextDouble();
            point[v] = low + ((high - low) * (corner ? Math.Round(share) : share));
        }
        foreach (var v in search.Choices)
        {
            point[v] = search.Random.Next((int)search.Space.Variables[v].High + 1);
        }
        return search.Allowed(point);
    }

    private static IEnumerable<double[]> Drawn(RowSearch search, int round)
    {
        if (round == 0)
        {
            // One variable alone at either end, or at another value.
            foreach (var v in search.Numbers.Concat(search.Choices))
            {
                var variable = search.Space.Variables[v];
                double[] values = variable.IsNumber
                    ? [variable.Low, variable.High]
                    : [.. Enumerable.Range(0, (int)variable.High + 1).Select(c => (double)c)];
                foreach (var value in values.Where(value => value != search.Origin[v]))
                {
                    yield return search.Allowed(RowSearch.With(search.Origin, v, value));
                }
            }
            yield break;
        }
        for (var i = 0; i < 100; i++)
        {
            var point = Anywhere(search, corner: round % 2 == 1);
            if (search.DistanceOf(point) > 0)
            {
                yield return point;
            }
        }
    }
}
