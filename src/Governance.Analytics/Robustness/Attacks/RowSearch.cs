namespace Governance.Analytics.Robustness.Attacks;

/// <summary>The search for an adversarial row near one row: what may be changed, what was found so far, what may still be asked.</summary>
/// <param name="space">Variables and constraints.</param>
/// <param name="row">Position of the row in the table.</param>
/// <param name="isPositive">Its predicted class.</param>
/// <param name="threshold">Score from which the model predicts the positive class.</param>
/// <param name="budget">Rows the model may be asked about.</param>
/// <param name="seed">Seed of everything drawn for this row.</param>
internal sealed class RowSearch(FeatureSpace space, int row, bool isPositive, double threshold, int budget, int seed)
{
    private readonly double[] _origin = space.PointOf(row);

    public FeatureSpace Space => space;

    public int Row => row;

    public bool IsPositive => isPositive;

    public int Budget => budget;

    /// <summary>The row itself; shared, never changed.</summary>
    public double[] Origin => _origin;

    /// <summary>Numbers that may be changed.</summary>
    public int[] Numbers { get; } = Free(space, row, v => v.IsNumber);

    /// <summary>Categories and one-hot groups that may be changed.</summary>
    public int[] Choices { get; } = Free(space, row, v => !v.IsNumber);

    public Random Random { get; } = new(seed);

    public int Asked { get; private set; }

    public int Unanswered { get; private set; }

    public int Left => budget - Asked;

    /// <summary>The nearest adversarial point so far.</summary>
    public double[]? Best { get; private set; }

    /// <summary>Its distance; infinite without one.</summary>
    public double Distance { get; private set; } = double.PositiveInfinity;

    public double BestScore { get; private set; } = double.NaN;

    public double DistanceOf(double[] point) => space.Distance(point, _origin);

    /// <summary>Makes a point one the constraints allow.</summary>
    public double[] Allowed(double[] point) => space.Allowed(point, _origin);

    /// <summary>The point with one variable at another value.</summary>
    public static double[] With(double[] point, int variable, double value)
    {
        var changed = (double[])point.Clone();
        changed[variable] = value;
        return changed;
    }

    /// <summary>A question about points that keep the constraints; those beyond the budget are not asked.</summary>
    public Query Ask(IReadOnlyList<double[]> points)
    {
        var count = Math.Min(points.Count, Left);
        Asked += count;
        return new Query(this, count == points.Count ? points : [.. points.Take(count)]);
    }

    /// <summary>How far the model is from the other class: negative when the row is turned, NaN without an answer.</summary>
    public double MarginOf(double score) => isPositive ? score - threshold : threshold - score;

    public bool IsTurned(double score) => !double.IsNaN(score) && (score >= threshold) != isPositive;

    /// <summary>Takes an answer.</summary>
    public void Note(double[] point, double score)
    {
        if (double.IsNaN(score))
        {
            Unanswered++;
        }
        else if (IsTurned(score) && DistanceOf(point) is var distance && distance < Distance)
        {
            (Best, Distance, BestScore) = ((double[])point.Clone(), distance, score);
        }
    }

    private static int[] Free(FeatureSpace space, int row, Predicate<Variable> kind)
    {
        var origin = space.PointOf(row);
        return [.. Enumerable.Range(0, origin.Length).Where(v => !double.IsNaN(origin[v]) && kind(space.Variables[v]))];
    }
}

/// <summary>Points a search asks the model about, and what it answered.</summary>
/// <param name="search">Who asks.</param>
/// <param name="points">What about.</param>
internal sealed class Query(RowSearch search, IReadOnlyList<double[]> points)
{
    private double[] _scores = [];

    public RowSearch Search => search;

    public IReadOnlyList<double[]> Points => points;

    public int Count => points.Count;

    public bool IsTurned(int point) => search.IsTurned(_scores[point]);

    public double Margin(int point) => search.MarginOf(_scores[point]);

    /// <summary>Positions of turned points, the nearest first.</summary>
    public int[] Turned() => [.. Enumerable.Range(0, Count).Where(IsTurned).OrderBy(i => search.DistanceOf(points[i])).ThenBy(i => i)];

    public void Answer(ReadOnlySpan<double> scores)
    {
        _scores = scores.ToArray();
        for (var i = 0; i < _scores.Length; i++)
        {
            search.Note(points[i], _scores[i]);
        }
    }
}
