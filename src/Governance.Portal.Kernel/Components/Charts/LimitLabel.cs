namespace Governance.Portal.Kernel.Components.Charts;

/// <summary>The words at the line of a limit, where what is drawn does not run through them.</summary>
public static class LimitLabel
{
    // What the words take of a chart in half a page: of its axis and of its height, with a little room.
    private const double Width = 0.2;
    private const double Height = 0.1;

    private const int Samples = 8;

    // Pixels from above the line to below it.
    private const int Below = 15;

    // Readers look for it at the left and above its line.
    private static readonly (bool Right, bool Above)[] s_places = [(false, true), (true, true), (false, false), (true, false)];

    /// <summary>Label of an annotation in ApexCharts' shape.</summary>
    /// <param name="text">The words.</param>
    /// <param name="limit">Where the line is.</param>
    /// <param name="low">The lowest value of the axis.</param>
    /// <param name="high">The highest value of the axis.</param>
    /// <param name="lines">Values of each line that is drawn, from left to right; null where there is a gap.</param>
    public static object Of(string text, double limit, double low, double high, params IReadOnlyList<double?>[] lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var room = (high - low) * Height;
        var (right, above) = s_places.MinBy(place =>
        {
            var (from, to) = place.Above ? (limit, limit + room) : (limit - room, limit);
            return from < low || to > high ? int.MaxValue : lines.Sum(line => Covered(line, from, to, place.Right));
        });
        return new
        {
            text,
            position = right ? "right" : "left",
            textAnchor = right ? "end" : "start",
            offsetY = above ? 0 : Below,
            // A box behind the words would hide what is drawn there.
            style = new { background = "transparent", cssClass = "limit-words" },
        };
    }

    // How often a line or a single point of it is met where the words would stand.
    private static int Covered(IReadOnlyList<double?> line, double from, double to, bool right)
    {
        if (line.Count == 0)
        {
            return 0;
        }

        var between = Enumerable
            .Range(0, Samples + 1)
            .Select(step => Width * step / Samples)
            .Select(share => At(line, (right ? 1 - share : share) * (line.Count - 1)));
        var points = line.Where((_, index) => Math.Abs(index - (right ? line.Count - 1 : 0)) <= Width * (line.Count - 1));
        return between.Concat(points).Count(value => value > from && value < to);
    }

    // Straight between two known values; nothing beside a gap.
    private static double? At(IReadOnlyList<double?> line, double place)
    {
        var before = Math.Clamp((int)place, 0, line.Count - 1);
        var after = Math.Min(before + 1, line.Count - 1);
        return line[before] + ((line[after] - line[before]) * (place - before));
    }
}
