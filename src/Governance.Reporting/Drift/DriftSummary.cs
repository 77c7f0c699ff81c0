using Governance.Domain.Monitoring;
using Governance.Localisation;
using Governance.Reporting.Layout;
using static Governance.Localisation.Texts;

namespace Governance.Reporting.Drift;

/// <summary>What the drift report says in words, computed from its own numbers.</summary>
internal static class DriftSummary
{
    /// <summary>Windows that fit beside each other on A4 with two-decimal numbers.</summary>
    public const int WindowsPerTable = 8;

    /// <exception cref="ReportDataException">A feature lacks a cell, or performance a window.</exception>
    public static void Require(DriftReportRecord record)
    {
        if (record.Features.FirstOrDefault(feature => feature.Cells.Count != record.Windows.Count) is { } odd)
        {
            throw new ReportDataException($"The feature {odd.Name} has {odd.Cells.Count} cells for {record.Windows.Count} windows.");
        }

        if (
            record.Performance.Count > 0
            && !record.Performance.Select(performance => performance.WindowId).SequenceEqual(record.Windows.Select(window => window.Id))
        )
        {
            throw new ReportDataException("Performance does not name the windows in their order.");
        }
    }

    /// <summary>What is measured of the errors of a version.</summary>
    public static IReadOnlyList<DriftMeasure> Measures(DriftLimits limits) =>
        [
            new(
                "auc",
                T["Area under the ROC curve"],
                T["Area under the ROC curve"],
                T["The area under the ROC curve"],
                p => p.Auc,
                limits.MinimumAuc,
                BadAbove: false,
                Print.Score
            ),
            new(
                "fpr",
                T["False positive rate, %"],
                T["False positive rate"],
                T["The false positive rate"],
                p => p.FalsePositiveRate,
                limits.MaximumFalsePositiveRate,
                BadAbove: true,
                Print.Percent
            ),
            new(
                "fnr",
                T["False negative rate, %"],
                T["False negative rate"],
                T["The false negative rate"],
                p => p.FalseNegativeRate,
                limits.MaximumFalseNegativeRate,
                BadAbove: true,
                Print.Percent
            ),
        ];

    public static string Latest(DriftReportRecord record)
    {
        if (record.Windows.Count == 0)
        {
            return T["No current window was received in this period."];
        }

        var latest = record
            .Features.Rank(feature => (feature.Name, feature.Cells[^1].Verdict, feature.Cells[^1].Psi))
            .Select(feature => (feature.Name, feature.Cells[^1].Verdict))
            .ToList();
        var tested = latest.Count(feature => feature.Verdict is not ("skipped" or "insufficient_data"));
        var (major, majorNames) = Of("major");
        var (moderate, moderateNames) = Of("moderate");
        var found = (major, moderate) switch
        {
            (0, 0) => T["none with moderate or major drift"],
            (_, 0) => T["{0} with major drift ({1})", Print.Count(major), majorNames],
            (0, _) => T["{0} with moderate drift ({1})", Print.Count(moderate), moderateNames],
            _ => T[
                "{0} with major drift ({1}) and {2} with moderate drift ({3})",
                Print.Count(major),
                majorNames,
                Print.Count(moderate),
                moderateNames
            ],
        };
        return tested == 1
            ? T["In the latest window, {0}, 1 feature was tested: {1}.", record.Windows[^1].Id, found]
            : T["In the latest window, {0}, {1} features were tested: {2}.", record.Windows[^1].Id, Print.Count(tested), found];

        (int Count, string Names) Of(string verdict) =>
            latest.Where(feature => feature.Verdict == verdict).Select(feature => feature.Name).ToList() is var names
                ? (names.Count, string.Join(", ", names))
                : default;
    }

    /// <summary>Why a number is undefined, in our words; several are said one after the other.</summary>
    public static string Reason(string reason) => string.Join("; ", reason.Split("; ").Select(part => Shapes.Numbers(T.Recorded(part))));

    public static StateWord Worst(DriftReportRecord record)
    {
        string[] order = ["major", "moderate", "inconclusive", "insufficient_data", "negligible", "stable", "skipped"];
        var latest = record.Windows.Count == 0 ? [] : record.Features.Select(feature => feature.Cells[^1].Verdict).ToHashSet();
        return order.FirstOrDefault(latest.Contains) is { } worst
            ? PrintLabels.Drift(worst)
            : new(T["Nothing was tested"], StateKind.Pending);
    }

    public static string HeatClass(DriftCell cell) =>
        cell.Psi switch
        {
            null => "none",
            < 0.05 => "h0",
            < 0.10 => "h1",
            < 0.20 => "h2",
            < 0.25 => "h3",
            < 0.35 => "h4",
            _ => "h5",
        };

    /// <summary>How a measure went over the windows, and whether it kept its limit.</summary>
    /// <param name="record">The report.</param>
    /// <param name="measure">The measure.</param>
    /// <param name="subject">What the sentence calls it.</param>
    public static string Course(DriftReportRecord record, DriftMeasure measure, string subject)
    {
        var known = record
            .Performance.Select(performance => (performance.WindowId, Estimate: measure.Of(performance)))
            .Where(point => point.Estimate is not null)
            .ToList();
        if (known.Count == 0)
        {
            return T["{0}: no window has enough labels.", subject];
        }

        var breaches = measure.Limit is null
            ? []
            : known.Where(point => measure.IsBreach(point.Estimate!)).Select(point => point.WindowId).ToList();
        var verdict =
            measure.Limit is null ? T["No limit is set."]
            : breaches.Count == 0 && known.TrueForAll(point => measure.IsWithin(point.Estimate!))
                ? T["Every window is within the limit of {0}.", measure.Format(measure.Limit)]
            : breaches.Count == 0 ? T["No window is certainly outside the limit of {0}.", measure.Format(measure.Limit)]
            : T["Outside the limit of {0} in {1}.", measure.Format(measure.Limit), string.Join(", ", breaches)];
        var course = T[
            "{0} went from {1} in {2} to {3} in {4}.",
            subject,
            measure.Format(known[0].Estimate!.Value),
            known[0].WindowId,
            measure.Format(known[^1].Estimate!.Value),
            known[^1].WindowId
        ];
        return $"{course} {verdict}";
    }

    /// <summary>Where an event stands between the first days of the windows, by which their points are named.</summary>
    public static IReadOnlyList<ChartMark> Marks(DriftReportRecord record)
    {
        var starts = record.Windows.Select(window => window.Start).ToList();
        var marks = new List<ChartMark>();
        foreach (var moment in record.Events)
        {
            var next = starts.FindIndex(start => start > moment.At);
            if (next > 0)
            {
                var share = (moment.At - starts[next - 1]) / (starts[next] - starts[next - 1]);
                marks.Add(new(next - 1 + share, moment.Label.ToString()));
            }
            else if (next < 0 && starts.Count > 0 && moment.At <= record.Windows[^1].End)
            {
                marks.Add(new(starts.Count - 1, moment.Label.ToString()));
            }
        }

        return marks;
    }
}
