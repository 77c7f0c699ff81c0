using Governance.Domain.Threats;

namespace Governance.Portal.Operations.Risks.ThreatModels;

/// <summary>A rectangle of the picture.</summary>
/// <param name="X">Left.</param>
/// <param name="Y">Top.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
internal sealed record DrawingBox(double X, double Y, double Width, double Height);

/// <summary>An arrow of the picture.</summary>
/// <param name="Flow">The flow it stands for.</param>
/// <param name="Path">Its path.</param>
/// <param name="LabelX">Middle of its label.</param>
/// <param name="LabelY">Middle of its label.</param>
/// <param name="Crosses">True when it leaves one boundary for another.</param>
internal sealed record DrawingArrow(DataFlow Flow, string Path, double LabelX, double LabelY, bool Crosses)
{
    /// <summary>Letters of a key that its label has room for.</summary>
    public const int LabelLetters = 12;

    /// <summary>How high a label is.</summary>
    public const double LabelHeight = 16;

    /// <summary>How wide its label is.</summary>
    public double LabelWidth => WidthOf(Flow);

    /// <summary>How wide the label of a flow is.</summary>
    public static double WidthOf(DataFlow flow) => 14 + (7 * Math.Min(flow.Key.Length, LabelLetters));
}

/// <summary>
/// Places a drawing: a column for each boundary, its components below one another, an arrow for each flow. The same drawing gives the same
/// picture.
/// </summary>
internal sealed class DrawingLayout
{
    private const double BoxWidth = 146;
    private const double BoxHeight = 52;
    private const double Gap = 30;
    private const double Pad = 16;
    private const double Head = 46;
    private const double Channel = 80;
    private const double Loop = 64;
    private const double LabelGap = 2;

    // Where on its arrow a label may stand, and how far beside it, the first choice first: a label that is not in the middle is still
    // on its arrow, one that is moved up or down touches it as long as it can.
    private static readonly double[] s_along = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8];
    private static readonly double[] s_beside = [0, 4, -4, 8, -8, 12, -12, 16, -16, 20, -20, 24, -24, 32, -32, 40, -40];

    private DrawingLayout() { }

    /// <summary>Width of the picture.</summary>
    public double Width { get; private init; }

    /// <summary>Height of the picture.</summary>
    public double Height { get; private init; }

    /// <summary>Boundaries, those without a component left out.</summary>
    public required IReadOnlyList<(TrustBoundary Boundary, DrawingBox Box)> Boundaries { get; init; }

    /// <summary>Components.</summary>
    public required IReadOnlyList<(ThreatComponent Component, DrawingBox Box)> Components { get; init; }

    /// <summary>Flows.</summary>
    public required IReadOnlyList<DrawingArrow> Arrows { get; init; }

    /// <summary>Places a drawing.</summary>
    public static DrawingLayout Of(SystemDrawing drawing)
    {
        var columns = drawing.Boundaries.Where(b => drawing.Components.Any(c => c.Boundary == b.Key)).ToList();
        var most = columns.Count == 0 ? 0 : columns.Max(b => drawing.Components.Count(c => c.Boundary == b.Key));
        var inner = (most * (BoxHeight + Gap)) - Gap;
        var (boundaries, components) = (new List<(TrustBoundary, DrawingBox)>(), new List<(ThreatComponent, DrawingBox)>());
        foreach (var (at, boundary) in columns.Index())
        {
            var left = Pad + (at * (BoxWidth + (2 * Pad) + Channel));
            boundaries.Add((boundary, new(left, Pad, BoxWidth + (2 * Pad), Head + inner + Pad)));
            var own = drawing.Components.Where(c => c.Boundary == boundary.Key).ToList();
            // A short column stands in the middle of the tallest.
            var top = Pad + Head + ((inner - ((own.Count * (BoxHeight + Gap)) - Gap)) / 2);
            foreach (var (row, component) in own.Index())
            {
                components.Add((component, new(left + Pad, top + (row * (BoxHeight + Gap)), BoxWidth, BoxHeight)));
            }
        }

        var boxes = components.ToDictionary(c => c.Item1.Key, c => c.Item2, StringComparer.Ordinal);
        return new()
        {
            Width = (2 * Pad) + (columns.Count * (BoxWidth + (2 * Pad) + Channel)) + Aside(drawing, columns) - Channel,
            Height = (2 * Pad) + Head + inner + Pad,
            Boundaries = boundaries,
            Components = components,
            Arrows = Arrange(drawing, boxes),
        };
    }

    // Each end of a flow has its own place at the side of its box, in the order of the flows.
    private static List<DrawingArrow> Arrange(SystemDrawing drawing, Dictionary<string, DrawingBox> boxes)
    {
        var ends = drawing
            .Flows.SelectMany(f =>
            {
                var (from, to) = (boxes[f.From], boxes[f.To]);
                return new[]
                {
                    (Side: (f.From, Right: to.X >= from.X), End: (f.Key, IsFrom: true)),
                    (Side: (f.To, Right: from.X >= to.X), End: (f.Key, IsFrom: false)),
                };
            })
            .ToLookup(e => e.Side, e => e.End);
        var labels = new List<DrawingBox>();
        var arrows = new List<DrawingArrow>();
        foreach (var f in drawing.Flows)
        {
            var (from, to) = (boxes[f.From], boxes[f.To]);
            var (start, end) = (Place(f.From, to.X >= from.X, f.Key, true), Place(f.To, from.X >= to.X, f.Key, false));
            // Flows between the same column pass at its side: the farther apart, the wider.
            var bend = from.X == to.X ? 20 * Math.Max(1, Math.Abs(from.Y - to.Y) / (BoxHeight + Gap)) : Channel / 2;
            var (x1, x2) = (start.X + (to.X >= from.X ? bend : -bend), end.X + (from.X >= to.X ? bend : -bend));
            var label = LabelOf(
                DrawingArrow.WidthOf(f),
                t => (Curve(t, start.X, x1, x2, end.X), Curve(t, start.Y, start.Y, end.Y, end.Y)),
                labels,
                boxes.Values
            );
            labels.Add(label);
            arrows.Add(
                new(
                    f,
                    $"M{N(start.X)} {N(start.Y)} C{N(x1)} {N(start.Y)} {N(x2)} {N(end.Y)} {N(end.X)} {N(end.Y)}",
                    label.X + (label.Width / 2),
                    label.Y + (label.Height / 2),
                    drawing.Crosses(f)
                )
            );
        }

        return arrows;

        (double X, double Y) Place(string key, bool right, string flow, bool isFrom)
        {
            var box = boxes[key];
            var side = ends[(key, right)].ToList();
            var at = side.IndexOf((flow, isFrom));
            return (right ? box.X + box.Width : box.X, box.Y + (box.Height * (at + 1) / (side.Count + 1)));
        }
    }

    // Two flows between the same components run close to one another, and long ones cross: a label stands where no other one is, and,
    // where there is such a place, on no component.
    private static DrawingBox LabelOf(
        double width,
        Func<double, (double X, double Y)> curve,
        IReadOnlyList<DrawingBox> labels,
        IReadOnlyCollection<DrawingBox> components
    )
    {
        var places = s_beside
            .SelectMany(beside =>
                s_along.Select(along =>
                {
                    var (x, y) = curve(along);
                    return new DrawingBox(x - (width / 2), y + beside - (DrawingArrow.LabelHeight / 2), width, DrawingArrow.LabelHeight);
                })
            )
            .ToList();
        var free = places.Where(p => !labels.Any(l => Meet(p, l))).ToList();
        return free.Find(p => !components.Any(c => Meet(p, c))) ?? free.FirstOrDefault() ?? places[0];
    }

    private static bool Meet(DrawingBox one, DrawingBox other) =>
        one.X < other.X + other.Width + LabelGap
        && other.X < one.X + one.Width + LabelGap
        && one.Y < other.Y + other.Height + LabelGap
        && other.Y < one.Y + one.Height + LabelGap;

    // A point of a cubic curve, in one direction.
    private static double Curve(double t, double start, double first, double second, double end) =>
        (Math.Pow(1 - t, 3) * start)
        + (3 * Math.Pow(1 - t, 2) * t * first)
        + (3 * (1 - t) * Math.Pow(t, 2) * second)
        + (Math.Pow(t, 3) * end);

    // Room at the side of the last column for the flows within it.
    private static double Aside(SystemDrawing drawing, List<TrustBoundary> columns) =>
        columns.Count > 0 && drawing.Flows.Any(f => !drawing.Crosses(f) && drawing.Component(f.From)?.Boundary == columns[^1].Key)
            ? Loop
            : 0;

    private static string N(double value) => Kernel.Components.Charts.Svg.Number(value);
}
