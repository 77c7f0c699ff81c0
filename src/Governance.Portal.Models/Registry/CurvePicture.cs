using Governance.Policies;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Charts;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Models.Registry;

/// <summary>A curve of a report, ready to be drawn.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Sentence">What it says.</param>
/// <param name="XName">Name of the axis along.</param>
/// <param name="YName">Name of the axis up.</param>
/// <param name="Lines">What is drawn.</param>
internal sealed record CurvePicture(string Title, string Sentence, string XName, string YName, IReadOnlyList<CurveLine> Lines)
{
    private static readonly CurveLine s_chance = new("Chance", [new(0, 0), new(1, 1)], LineStyle.Dotted, "text-3");

    /// <summary>The ROC curve, or precision by recall where a report has only that; null without either.</summary>
    public static CurvePicture? Ranking(EvidencePictures? pictures, IReadOnlyList<GateMetric> metrics, CurveBeside? beside) =>
        pictures is null ? null
        : pictures.Roc.Count > 1 ? Roc(pictures, metrics, beside)
        : pictures.PrecisionRecall.Count > 1 ? PrecisionRecall(pictures, metrics, beside)
        : null;

    /// <summary>Whether a score of 0.7 means seven in ten; null where the report does not say.</summary>
    public static CurvePicture? Calibration(EvidencePictures? pictures, IReadOnlyList<GateMetric> metrics, CurveBeside? beside)
    {
        if (pictures is not { Reliability.Count: > 1 })
        {
            return null;
        }

        var points = Bins(pictures);
        var other = beside is { Pictures.Reliability.Count: > 1 } ? beside : null;
        return new(
            "Calibration",
            Value(metrics, "ece") is { } error
                ? T["Share of positives by mean score, in ten bands. The mean gap (ECE) is {0}.", Formats.Score(error)]
                    + Beside(other, "ece")
                : T["Share of positives by mean score, in ten bands."],
            "Mean score",
            T["Share of positives, 95 % interval"],
            [
                new(other is null ? "Measured" : "This version", points, LineStyle.Solid, "c1", Marked: true),
                .. Beside(other, o => [.. Bins(o).Select(p => p with { Low = null, High = null })]),
                new("Perfect calibration", [new(0, 0), new(1, 1)], LineStyle.Dotted, "text-3"),
            ]
        );
    }

    /// <summary>Predictions flipped by perturbations of growing size; null where the report does not say.</summary>
    public static (CurvePicture Picture, double Size)? Flips(EvidencePictures? pictures)
    {
        if (pictures is not { Flips.Count: > 1 })
        {
            return null;
        }

        var points = pictures.Flips.OrderBy(f => f.Size).ToList();
        return (
            new(
                "Predictions flipped by perturbations",
                T["Share of predictions flipped by perturbations, at most {0}.", Formats.Percent(points.Max(p => p.Share))],
                "Size of the perturbation",
                "Share flipped, 95 % interval",
                [new("Measured", [.. points.Select(f => new CurvePoint(f.Size, f.Share, f.Low, f.High, Tip(f)))], Marked: true)]
            ),
            points[^1].Size
        );
    }

    private static CurvePicture Roc(EvidencePictures pictures, IReadOnlyList<GateMetric> metrics, CurveBeside? beside)
    {
        var other = beside is { Pictures.Roc.Count: > 1 } ? beside : null;
        var lines = new List<CurveLine> { new(other is null ? "ROC curve" : "This version", Places(pictures)) };
        lines.AddRange(Beside(other, Places));
        if (CutOff(pictures, metrics) is { } cut)
        {
            lines.Add(
                new(
                    T["Cut-off {0}", Formats.Number(pictures.Threshold!.Value, 2)],
                    [new(cut.FalsePositives, cut.TruePositives)],
                    LineStyle.Point,
                    "c2",
                    Marked: true
                )
            );
        }

        lines.Add(s_chance);
        return new(
            "ROC curve",
            Value(metrics, "auc") is { } area
                ? T["ROC curve. The area under it (AUC) is {0}.", Formats.Score(area)] + Beside(other, "auc")
                : T["ROC curve."],
            "False positive rate",
            "True positive rate",
            lines
        );
    }

    private static CurvePicture PrecisionRecall(EvidencePictures pictures, IReadOnlyList<GateMetric> metrics, CurveBeside? beside)
    {
        var other = beside is { Pictures.PrecisionRecall.Count: > 1 } ? beside : null;
        return new(
            "Precision–recall curve",
            Value(metrics, "averagePrecision") is { } average
                ? T["Precision–recall curve. The average precision is {0}.", Formats.Score(average)] + Beside(other, "averagePrecision")
                : T["Precision–recall curve."],
            "Recall",
            "Precision",
            [new(other is null ? "Precision–recall curve" : "This version", Recalls(pictures)), .. Beside(other, Recalls)]
        );
    }

    private static IReadOnlyList<CurvePoint> Places(EvidencePictures pictures) =>
        [.. pictures.Roc.Select(p => new CurvePoint(p.FalsePositives, p.TruePositives, Tip: Tip(p)))];

    private static IReadOnlyList<CurvePoint> Bins(EvidencePictures pictures) =>
        [.. pictures.Reliability.OrderBy(b => b.MeanScore).Select(b => new CurvePoint(b.MeanScore, b.Positives, b.Low, b.High, Tip(b)))];

    private static IReadOnlyList<CurvePoint> Recalls(EvidencePictures pictures) =>
        [
            .. pictures
                .PrecisionRecall.OrderBy(p => p.Recall)
                .Select(p => new CurvePoint(
                    p.Recall,
                    p.Precision,
                    Tip: T[
                        "Threshold {0}: recall {1}, precision {2}",
                        Threshold(p.Threshold),
                        Formats.Score(p.Recall),
                        Formats.Score(p.Precision)
                    ]
                )),
        ];

    // Of the version in production, dashed and without words of its own: its points would lie on those that are looked at.
    private static IEnumerable<CurveLine> Beside(CurveBeside? other, Func<EvidencePictures, IReadOnlyList<CurvePoint>> points) =>
        other is null
            ? []
            :
            [
                new(
                    T["{0}, in production", other.Version],
                    [.. points(other.Pictures).Select(p => p with { Tip = null })],
                    LineStyle.Dashed,
                    "c4"
                ),
            ];

    private static string Beside(CurveBeside? other, string metric) =>
        other is not null && Value(other.Metrics, metric) is { } value
            ? " " + T["In production, {0}: {1}.", other.Version, Formats.Score(value)]
            : "";

    // What the version decides by: the rates that the report measured there. The curve has points at some thresholds only, of which without
    // the rates the lowest that is still at or above the cut-off comes nearest.
    private static RocPlace? CutOff(EvidencePictures pictures, IReadOnlyList<GateMetric> metrics) =>
        pictures.Threshold is not { } threshold ? null
        : (Value(metrics, "fpr"), Value(metrics, "recall") ?? 1 - Value(metrics, "fnr"))
            is ({ } falsePositives and >= 0 and <= 1, { } truePositives and >= 0 and <= 1)
            ? new RocPlace(threshold, falsePositives, truePositives)
        : pictures.Roc.Where(p => p.Threshold >= threshold).MinBy(p => p.Threshold);

    private static string Tip(RocPlace place) =>
        T[
            "Threshold {0}: true positives {1}, false positives {2}",
            Threshold(place.Threshold),
            Formats.Percent(place.TruePositives),
            Formats.Percent(place.FalsePositives)
        ];

    private static string Tip(ReliabilityPlace bin) =>
        T["Mean score {0}: {1} positive", Formats.Score(bin.MeanScore), Formats.Percent(bin.Positives)]
        + Ends(bin.Low, bin.High)
        + N(bin.Rows);

    private static string Tip(FlipPlace flip) =>
        T["Size {0}: {1} flipped", Formats.Number(flip.Size, 2), Formats.Percent(flip.Share)] + Ends(flip.Low, flip.High) + N(flip.Rows);

    private static string Ends(double? low, double? high) =>
        low is { } from && high is { } to ? T[", 95 % interval {0} to {1}", Formats.Percent(from), Formats.Percent(to)] : "";

    private static string N(long? rows) => rows is { } n ? $", n = {Formats.Count(n)}" : "";

    private static string Threshold(double? threshold) => threshold is { } value ? Formats.Number(value, 2) : T["above all scores"];

    private static double? Value(IReadOnlyList<GateMetric> metrics, string name) =>
        metrics.FirstOrDefault(m => m.Name == name && m is { Attribute: null, Slice: null })?.Value;
}
