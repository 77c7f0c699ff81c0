using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Components.Charts;
using Governance.Portal.Kernel.Contracts;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>What happened to a model, as lines across a chart of windows: each at the window in which it took effect.</summary>
internal static class MarkLines
{
    // Two rows of words, so that those of neighbouring windows do not cover one another.
    private const int LabelRow = 14;

    /// <summary>Annotations of the axis of windows, in ApexCharts' shape. Several of one window are one line.</summary>
    /// <param name="marks">The oldest first.</param>
    /// <param name="starts">Starts of the windows, the oldest first.</param>
    /// <param name="names">Names of the windows on the axis.</param>
    public static IReadOnlyList<object> Of(
        IReadOnlyList<ChartMark> marks,
        IReadOnlyList<DateTimeOffset> starts,
        IReadOnlyList<string> names
    ) =>
        [
            .. Placed(marks, starts)
                .Select(
                    (placed, line) =>
                        (object)
                            new
                            {
                                x = names[placed.Key],
                                strokeDashArray = 0,
                                borderColor = placed.Any(m => m.Tone is Tone.Fail) ? "--gp-fail-mark" : "--gp-text-2",
                                label = new
                                {
                                    text = Label([.. placed]),
                                    offsetY = line % 2 * LabelRow,
                                    textAnchor = placed.Key == 0 ? "start"
                                    : placed.Key == names.Count - 1 ? "end"
                                    : "middle",
                                },
                            }
                ),
        ];

    /// <summary>Words of the marks of a window, a line each, for what the pointer shows there.</summary>
    public static IEnumerable<string> Tips(IReadOnlyList<ChartMark> marks, IReadOnlyList<DateTimeOffset> starts, int window) =>
        Placed(marks, starts).Where(p => p.Key == window).SelectMany(p => p).Select(Words);

    /// <summary>"2.0.0 deployed, 14 Nov".</summary>
    public static string Words(ChartMark mark) => $"{T.Say(mark.Text)}, {WindowText.Day(mark.At)}";

    /// <summary>"2.0.0", or of several the gravest with how many more.</summary>
    public static string Label(IReadOnlyList<ChartMark> marks)
    {
        var first = marks.FirstOrDefault(m => m.Tone is Tone.Fail) ?? marks[0];
        return marks.Count == 1 ? first.Short : $"{first.Short} +{marks.Count - 1}";
    }

    /// <summary>The same for a trend without axes.</summary>
    public static IReadOnlyList<SparkMark> Small(IReadOnlyList<ChartMark> marks, IReadOnlyList<DateTimeOffset> starts) =>
        [
            .. Placed(marks, starts)
                .Select(placed => new SparkMark(placed.Key, string.Join('\n', placed.Select(Words)), placed.Any(m => m.Tone is Tone.Fail))),
        ];

    private static IEnumerable<IGrouping<int, ChartMark>> Placed(IReadOnlyList<ChartMark> marks, IReadOnlyList<DateTimeOffset> starts) =>
        marks
            .Select(mark => (Mark: mark, Window: starts.Count(start => start <= mark.At) - 1))
            .Where(m => m.Window >= 0)
            .GroupBy(m => m.Window, m => m.Mark);
}
