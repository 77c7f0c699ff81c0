using Governance.Reporting.Layout;
using static Governance.Localisation.Texts;

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

            if (Unwatched(record) is { Count: > 0 } unwatched)
            {
                sentences.Add(T["Major drift without an open alert: {0}.", string.Join(", ", unwatched)]);
            }
        }

        if (record.GapOf(DriftSections.Performance) is null)
        {
            sentences.AddRange(Performance(record));
            if (record.Performance.Count > 0 && record.Windows[^1] is { Rows: > 0, Labelled: { } labelled } latest)
            {
                sentences.Add(T["{0} of the rows of {1} have labels.", Print.Percent((double)labelled / latest.Rows), latest.Id]);
            }
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
            : T[
                "The largest shift is in {0}: its population stability index went from {1} in {2} to {3} in {4}; "
                    + "a major shift begins at {5}.",
                feature.Name,
                Print.Psi(known[0].Psi),
                known[0].Id,
                Print.Psi(known[^1].Psi),
                known[^1].Id,
                Print.Psi(record.Limits.MajorPsi)
            ];
    }

    // Where nothing can raise an alert, nothing is said of alerts.
    private static List<string> Unwatched(DriftReportRecord record) =>
        record.Alerts is not { } alerts || record.Windows.Count == 0
            ? []
            :
            [
                .. record
                    .Features.Where(f => f.Cells[^1].Verdict == "major" && !alerts.Any(a => a.Until is null && a.Feature == f.Name))
                    .Select(f => f.Name),
            ];

    private static IEnumerable<string> Performance(DriftReportRecord record) =>
        record.Performance.Count == 0
            ? [T["This version reports no labels, so its errors in this period are not known."]]
            : DriftSummary.Measures(record.Limits).Select(measure => DriftSummary.Course(record, measure, measure.Subject));

    private static string Alerts(IReadOnlyList<DriftAlert> alerts)
    {
        if (alerts.Count == 0)
        {
            return T["No alert concerns the data of this period."];
        }

        var lasting = alerts.Where(a => a.Until is null).Select(a => a.Id).ToList();
        if (lasting.Count == 0)
        {
            return alerts.Count == 1
                ? T["1 alert concerns the data of this period; it is no longer open."]
                : T["{0} alerts concern the data of this period; none of them is still open.", Print.Count(alerts.Count)];
        }

        var named = string.Join(", ", lasting.Take(MaxNamed));
        named = lasting.Count > MaxNamed ? T["{0} and other alerts", named] : named;
        return (alerts.Count, lasting.Count) switch
        {
            (1, _) => T["1 alert concerns the data of this period; it has not ended: {0}.", named],
            (var all, 1) => T["{0} alerts concern the data of this period; 1 has not ended: {1}.", Print.Count(all), named],
            var (all, open) => T[
                "{0} alerts concern the data of this period; {1} have not ended: {2}.",
                Print.Count(all),
                Print.Count(open),
                named
            ],
        };
    }

    private const int MaxNamed = 6;
}
