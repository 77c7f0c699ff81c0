using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Charts;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Operations.Monitoring.Results;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>The heat map's rows and what they say in a sentence.</summary>
public static class DriftRows
{
    /// <summary>The model's own output: its drift matters most, so it stands first.</summary>
    public const string Score = "score";

    /// <summary>Features by windows, the score first, then by the latest value.</summary>
    public static IReadOnlyList<HeatMapRow> Of(IReadOnlyList<WindowView> windows)
    {
        var values = windows.Select(w => w.Features.ToDictionary(f => f.Name, f => f.Psi, StringComparer.Ordinal)).ToList();
        return
        [
            .. values
                .SelectMany(v => v.Keys)
                .Distinct(StringComparer.Ordinal)
                .Select(name => new HeatMapRow(name, [.. values.Select(v => v.GetValueOrDefault(name))]))
                .OrderByDescending(r => r.Name == Score)
                .ThenByDescending(r => r.Values[^1] ?? -1)
                .ThenBy(r => r.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>
    /// Columns of a stored window in the order of its table: the score first, drifted ones next, then by PSI; skipped ones last.
    /// </summary>
    public static IReadOnlyList<StoredFeature> Table(StoredWindow stored) =>
        [
            .. stored
                .Features.Rank(f => (f.Name, f.Verdict, f.Psi))
                .OrderByDescending(f => f.Name == Score)
                .ThenBy(f => f.Verdict is "skipped"),
        ];

    /// <summary>The column to look at first, by the one order.</summary>
    public static StoredFeature? Worst(StoredWindow stored) => stored.Features.Rank(f => (f.Name, f.Verdict, f.Psi)).FirstOrDefault();

    /// <summary>What drove the drift of a window: as the story tells it of the newest one.</summary>
    public static IReadOnlyList<Reason> Reasons(IReadOnlyList<WindowView> windows, WindowView window) =>
        DriftReasons.Of([
            .. windows
                .Where(w => w.ReferenceId is not null && (w.Start < window.Start || (w.Start == window.Start && w.End <= window.End)))
                .Reverse()
                .Select(w => (w.Start, (IEnumerable<FeatureDrift>)w.Features)),
        ]);

    /// <summary>
    /// The finding: "PSI per feature per day, 24 Oct to 20 Nov. 4 of 41 features end at 0.25 or above, dst_host_srv_count highest with
    /// 0.41."
    /// </summary>
    public static string Sentence(IReadOnlyList<HeatMapRow> rows, IReadOnlyList<WindowView> windows)
    {
        var daily = windows.All(w => w.End - w.Start <= TimeSpan.FromDays(1));
        var period = WindowText.Period(windows[0].Start, windows[^1].End);
        var latest = rows.Select(r => (r.Name, Psi: r.Values[^1])).Where(r => r.Psi is not null).OrderByDescending(r => r.Psi).ToList();
        var major = latest.Count(r => r.Psi >= DriftBands.Major);
        var moderate = latest.Count(r => r.Psi >= DriftBands.Moderate) - major;
        var finding = (major, moderate) switch
        {
            _ when latest.Count == 0 => T["No feature could be compared in the last window."],
            (0, 0) => T[
                "No feature reaches {1} in the last window ({0} compared).",
                Formats.Plural(latest.Count, "feature"),
                Formats.Psi(DriftBands.Moderate)
            ],
            (0, _) => T[
                "{0} of {1} between {2} and {3} in the last window",
                moderate,
                Formats.Plural(latest.Count, "feature"),
                Formats.Psi(DriftBands.Moderate),
                Formats.Psi(DriftBands.Major)
            ],
            _ => T[
                "{0} of {1} at {2} or above in the last window",
                major,
                Formats.Plural(latest.Count, "feature"),
                Formats.Psi(DriftBands.Major)
            ],
        };
        var highest = major + moderate > 0 ? T[", highest: {0} at {1}.", latest[0].Name, Formats.Psi(latest[0].Psi!.Value)] : "";
        var about = daily
            ? T["PSI per feature per day, {0}.", period]
            : T["PSI per feature per day on which a window starts, {0}.", period];
        return $"{about} {finding}{highest}";
    }

    /// <summary>The same numbers as a table, the newest window first: a phone shows the first columns of many.</summary>
    public static ChartTable ChartTable(IReadOnlyList<HeatMapRow> rows, IReadOnlyList<string> columns) =>
        new(
            ["Feature", .. columns.Reverse()],
            [
                .. rows.Select(r =>
                    (IReadOnlyList<string>)[r.Name, .. r.Values.Reverse().Select(v => v is { } psi ? Formats.Psi(psi) : Formats.Missing)]
                ),
            ]
        );

    /// <summary>What happened, as lines before the window in which it took effect.</summary>
    public static IReadOnlyList<HeatMapEvent> Events(IReadOnlyList<ChartMark> marks, IReadOnlyList<WindowView> windows) =>
        [
            .. marks
                .GroupBy(m => windows.TakeWhile(w => w.End <= m.At).Count())
                .Select(before => new HeatMapEvent(
                    before.Key,
                    MarkLines.Label([.. before]),
                    string.Join('\n', before.Select(MarkLines.Words))
                )),
        ];
}
