using Governance.Reporting.Layout;

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

    public static string Latest(DriftReportRecord record)
    {
        if (record.Windows.Count == 0)
        {
            return "No current window was received in this period.";
        }

        var latest = record.Features.Select(feature => (feature.Name, feature.Cells[^1].Verdict)).ToList();
        var tested = latest.Count(feature => feature.Verdict is not ("skipped" or "insufficient_data"));
        var drifted = new[] { "major", "moderate" }
            .Select(verdict =>
                (Verdict: verdict, Names: latest.Where(feature => feature.Verdict == verdict).Select(feature => feature.Name).ToList())
            )
            .Where(group => group.Names.Count > 0)
            .Select(group =>
                $"{Print.Count(group.Names.Count)} with {PrintLabels.Drift(group.Verdict).Text.ToLowerInvariant()} drift ({string.Join(", ", group.Names)})"
            )
            .ToList();
        var found = drifted.Count == 0 ? "none with moderate or major drift" : string.Join(" and ", drifted);
        return $"In the latest window, {record.Windows[^1].Id}, {Print.Plural(tested, "feature was", "features were")} tested: {found}.";
    }

    public static StateWord Worst(DriftReportRecord record)
    {
        string[] order = ["major", "moderate", "inconclusive", "insufficient_data", "negligible", "stable", "skipped"];
        var latest = record.Windows.Count == 0 ? [] : record.Features.Select(feature => feature.Cells[^1].Verdict).ToHashSet();
        return order.FirstOrDefault(latest.Contains) is { } worst ? PrintLabels.Drift(worst) : new("Nothing was tested", StateKind.Pending);
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

    public static string ChartAlternative(
        DriftReportRecord record,
        string measure,
        Func<DriftPerformance, DriftEstimate?> of,
        double? limit,
        bool badAbove,
        Func<double?, string> format
    )
    {
        var known = record
            .Performance.Select(performance => (performance.WindowId, Estimate: of(performance)))
            .Where(point => point.Estimate is not null)
            .ToList();
        if (known.Count == 0)
        {
            return $"{measure}: no window has enough labels.";
        }

        var breaches = limit is { } bound
            ? known
                .Where(point => badAbove ? point.Estimate!.Value > bound : point.Estimate!.Value < bound)
                .Select(point => point.WindowId)
                .ToList()
            : [];
        var verdict =
            limit is null ? "No limit is set."
            : breaches.Count == 0 ? $"Every window is within the limit of {format(limit)}."
            : $"Outside the limit of {format(limit)} in {string.Join(", ", breaches)}.";
        return $"{measure} goes from {format(known[0].Estimate!.Value)} in {known[0].WindowId} to {format(known[^1].Estimate!.Value)} in {known[^1].WindowId}. {verdict}";
    }

    /// <summary>Where an event stands between the windows' middles.</summary>
    public static IReadOnlyList<ChartMark> Marks(DriftReportRecord record)
    {
        var middles = record.Windows.Select(window => window.Start + ((window.End - window.Start) / 2)).ToList();
        var marks = new List<ChartMark>();
        foreach (var moment in record.Events)
        {
            var next = middles.FindIndex(middle => middle >= moment.At);
            if (next > 0)
            {
                var share = (moment.At - middles[next - 1]) / (middles[next] - middles[next - 1]);
                marks.Add(new(next - 1 + share, moment.Label));
            }
        }

        return marks;
    }
}
