using Governance.Reporting.Layout;

namespace Governance.Reporting.Drift;

/// <summary>What a drift report finds, in sentences made of its own numbers.</summary>
internal static class DriftFindings
{
    public static IReadOnlyList<string> Of(DriftReportRecord record)
    {
        List<string> sentences = [];
        // A section that could not be computed says so in its place; nothing is found in it.
        if (record.GapOf(DriftSections.Features) is null)
        {
            sentences.Add(DriftSummary.Latest(record));
            if (Largest(record) is { } largest)
            {
                sentences.Add(largest);
            }
        }

        if (record.GapOf(DriftSections.Performance) is null)
        {
            sentences.AddRange(Performance(record));
        }

        if (record.Alerts is { } alerts && record.GapOf(DriftSections.Alerts) is null)
        {
            sentences.Add(Alerts(alerts));
        }

        return sentences;
    }

    private static string? Largest(DriftReportRecord record)
    {
        if (record.Windows.Count < 2 || record.Features.Count == 0)
        {
            return null;
        }

        var feature = record.Features.MaxBy(f => f.Cells[^1].Psi ?? double.NegativeInfinity)!;
        var known = feature.Cells.Zip(record.Windows, (cell, window) => (cell.Psi, window.Id)).Where(c => c.Psi is not null).ToList();
        return known.Count < 2
            ? null
            : $"The largest shift is in {feature.Name}: its population stability index went from {Print.Psi(known[0].Psi)} in "
                + $"{known[0].Id} to {Print.Psi(known[^1].Psi)} in {known[^1].Id}; "
                + $"a major shift begins at {Print.Psi(record.Limits.MajorPsi)}.";
    }

    private static IEnumerable<string> Performance(DriftReportRecord record)
    {
        if (record.Performance.Count == 0)
        {
            yield return "This version reports no labels, so its errors in this period are not known.";
            yield break;
        }

        var limits = record.Limits;
        yield return DriftSummary.ChartAlternative(
            record,
            "The area under the ROC curve",
            p => p.Auc,
            limits.MinimumAuc,
            badAbove: false,
            Print.Score
        );
        yield return DriftSummary.ChartAlternative(
            record,
            "The false positive rate",
            p => p.FalsePositiveRate,
            limits.MaximumFalsePositiveRate,
            badAbove: true,
            Print.Percent
        );
        yield return DriftSummary.ChartAlternative(
            record,
            "The false negative rate",
            p => p.FalseNegativeRate,
            limits.MaximumFalseNegativeRate,
            badAbove: true,
            Print.Percent
        );
    }

    private static string Alerts(IReadOnlyList<DriftAlert> alerts)
    {
        if (alerts.Count == 0)
        {
            return "No alert was raised in this period.";
        }

        var lasting = alerts.Where(a => a.Until is null).Select(a => a.Id).ToList();
        var raised = Print.Plural(alerts.Count, "alert was", "alerts were");
        return lasting.Count == 0
            ? $"{raised} raised in this period; none of them lasts."
            : $"{raised} raised in this period; {Print.Count(lasting.Count)} {(lasting.Count == 1 ? "has" : "have")} not ended: "
                + $"{string.Join(", ", lasting.Take(MaxNamed))}{(lasting.Count > MaxNamed ? " and others" : "")}.";
    }

    private const int MaxNamed = 6;
}
