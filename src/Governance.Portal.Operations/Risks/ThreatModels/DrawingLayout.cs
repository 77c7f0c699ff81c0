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
internal sealed record DrawingArrow(DataFlow Flow, string Path, double LabelX, double LabelY, bool Crosses);

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
        return
        [
            .. drawing.Flows.Select(f =>
            {
                var (from, to) = (boxes[f.From], boxes[f.To]);
                var (start, end) = (Place(f.From, to.X >= from.X, f.Key, true), Place(f.To, from.X >= to.X, f.Key, false));
                // Flows between the same column pass at its side: the farther apart, the wider.
                var bend = from.X == to.X ? 20 * Math.Max(1, Math.Abs(from.Y - to.Y) / (BoxHeight + Gap)) : Channel / 2;
                var (x1, x2) = (start.X + (to.X >= from.X ? bend : -bend), end.X + (from.X >= to.X ? bend : -bend));
                // The middle of a cubic curve.
                var (x, y) = ((start.X + (3 * x1) + (3 * x2) + end.X) / 8, (start.Y + end.Y) / 2);
                return new DrawingArrow(
                    f,
                    $"M{N(start.X)} {N(start.Y)} C{N(x1)} {N(start.Y)} {N(x2)} {N(end.Y)} {N(end.X)} {N(end.Y)}",
                    x,
                    y,
                    drawing.Crosses(f)
                );
            }),
        ];

        (double X, double Y) Place(string key, bool right, string flow, bool isFrom)
        {
            var box = boxes[key];
            var side = ends[(key, right)].ToList();
            var at = side.IndexOf((flow, isFrom));
            return (right ? box.X + box.Width : box.X, box.Y + (box.Height * (at + 1) / (side.Count + 1)));
        }
    }

    // Room at the side of the last column for the flows within it.
    private static double Aside(SystemDrawing drawing, List<TrustBoundary> columns) =>
        columns.Count > 0 && drawing.Flows.Any(f => !drawing.Crosses(f) && drawing.Component(f.From)?.Boundary == columns[^1].Key)
            ? Loop
            : 0;

    private static string N(double value) => Kernel.Components.Charts.Svg.Number(value);
}
