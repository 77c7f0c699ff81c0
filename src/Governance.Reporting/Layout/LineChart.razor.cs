using System.Globalization;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Reporting.Layout;

public partial class LineChart
{
    private const double Width = 650;
    private const double Height = 190;
    private const double Left = 46;
    private const double Right = 644;
    private const double Top = 8;
    private const double Bottom = 168;
    private const int MaxLabels = 12;

    [Parameter, EditorRequired]
    public int Number { get; set; }

    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>The finding in one sentence, for those who do not see the drawing.</summary>
    [Parameter, EditorRequired]
    public string Alternative { get; set; } = "";

    [Parameter, EditorRequired]
    public IReadOnlyList<ChartPoint> Points { get; set; } = [];

    [Parameter]
    public double? Limit { get; set; }

    /// <summary>The record that the limit follows from, by its id; null where it is none.</summary>
    [Parameter]
    public string? LimitSubject { get; set; }

    /// <summary>What is limited, as programs name it that compare what documents and pages say.</summary>
    [Parameter]
    public string? LimitMeasure { get; set; }

    [Parameter]
    public bool BadAbove { get; set; }

    [Parameter]
    public IReadOnlyList<ChartMark> Marks { get; set; } = [];

    [Parameter, EditorRequired]
    public Func<double, string> Format { get; set; } = Invariant;

    private AxisScale Scale { get; set; } = AxisScale.Over([0, 1], 0, Top, Bottom);

    private int LabelEvery => Math.Max(1, (Points.Count + MaxLabels - 1) / MaxLabels);

    // A number never parts from its per cent sign at the end of a line.
    private string Legend =>
        string.Join(
                ' ',
                new[]
                {
                    T["Whiskers: 95 % interval. The axis begins at {0}.", Format(Scale.From)],
                    Limit is null ? T["No limit is set."] : T["Hollow red point: outside the limit."],
                    Points.Any(point => point.Value is null) ? T["A dash marks a missing value; the table gives the reason."] : "",
                }.Where(sentence => sentence.Length > 0)
            )
            .Replace(" %", "\u00A0%", StringComparison.Ordinal);

    private IEnumerable<string> Runs
    {
        get
        {
            var run = new List<string>();
            for (var index = 0; index <= Points.Count; index++)
            {
                if (index < Points.Count && Points[index].Value is { } value)
                {
                    run.Add($"{X(index)},{Y(value)}");
                    continue;
                }

                if (run.Count > 1)
                {
                    yield return string.Join(' ', run);
                }

                run.Clear();
            }
        }
    }

    protected override void OnParametersSet() =>
        Scale = AxisScale.Over(
            [
                .. Points
                    .SelectMany(point => new[] { point.Value, point.Low, point.High })
                    .Append(Limit)
                    .OfType<double>()
                    .Where(double.IsFinite),
            ],
            Limit is null ? 0
                : BadAbove ? 1
                : -1,
            Top,
            Bottom
        );

    private string Y(double value, double shift = 0) => Invariant(Scale.At(value) + shift);

    private string X(double index, double shift = 0) =>
        Invariant(Left + 24 + (Points.Count < 2 ? 0 : index * (Right - Left - 48) / (Points.Count - 1)) + shift);

    private static string Invariant(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}

/// <summary>One window on the axis; no value leaves a gap.</summary>
public sealed record ChartPoint(string Label, double? Value, double? Low = null, double? High = null)
{
    /// <summary>Whether it is outside the limit.</summary>
    public bool IsBreach { get; init; }
}

/// <summary>An event between windows: 1.5 stands halfway between the second and the third.</summary>
public sealed record ChartMark(double Position, string Label);
