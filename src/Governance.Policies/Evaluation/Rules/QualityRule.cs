using System.Globalization;

namespace Governance.Policies;

/// <summary>
/// <c>data_quality</c>: in the newest measured window, or in the newest filed report, none of the named checks is worse than <c>worst</c>
/// allows. A check that did not run, or that nobody reported, could not be evaluated.
/// </summary>
internal static class QualityRule
{
    public static Finding Evaluate(RuleContext context)
    {
        var checks = context.Parameters.List("checks");
        var worst = context.Parameters.Text("worst") ?? "ok";
        var days = context.Parameters.Integer("maxAgeDays");
        var expected = Sentence.Joined(
            ", ",
            Sentence.Of(
                worst == "warn" ? "quality.asked-no-failure" : "quality.asked",
                $"{RuleContext.Listed(checks)}: {(worst == "warn" ? "no failure" : "no finding")}",
                ("checks", Values.Terms(StatementTerms.QualityCheck, checks))
            ),
            context.AgeLimit
        );
        var window = context.Input.Monitoring?.Window;
        var filed = Newest(context, days);
        var source = FigureSource.Of(context, window is not null);
        if (source == FigureSource.Either)
        {
            source = window is not null && (filed is null || window.End >= filed.ProducedAt) ? FigureSource.Live : FigureSource.Filed;
        }

        return source == FigureSource.Live
            ? Live(context, window, checks, worst, days, expected)
            : Filed(filed, checks, worst, days, expected);
    }

    private static Finding Live(
        RuleContext context,
        GateWindow? window,
        IReadOnlyList<string> checks,
        string worst,
        int? days,
        Sentence expected
    )
    {
        if (window is null || context.Input.Monitoring?.Quality is not { Checks.Count: > 0 } quality)
        {
            return Finding.Error(
                Sentence.Of(
                    "quality.not-measured",
                    "No checks of data quality of this version were measured. Send a reference and a window of its predictions."
                ),
                expected,
                Sentence.NotMeasured
            );
        }

        return days is { } limit && context.Input.At - window.End > TimeSpan.FromDays(limit)
            ? Finding.Fail(
                Sentence.Of(
                    "quality.window-old",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The newest measured window {window.Id} ended more than {limit} days ago. Send a newer window."
                    ),
                    ("window", Values.Id(window.Id)),
                    ("days", Values.Days(limit))
                ),
                expected,
                Sentence.Of("seen.at", Instant.Write(window.End), ("at", Values.Time(window.End)))
            )
            : Judge(window.Id, quality.Checks, checks, worst, expected);
    }

    private static Finding Filed(GateEvidence? filed, IReadOnlyList<string> checks, string worst, int? days, Sentence expected) =>
        filed is null
            ? Finding.Fail(
                Sentence.Of(
                    "quality.none",
                    "No evidence of this version that counts reports checks of data quality"
                        + (days is { } limit ? string.Create(CultureInfo.InvariantCulture, $" of the last {limit} days") : string.Empty)
                        + ". Run governance analyze quality on its data and add the report as evidence of kind other.",
                    ("days", Values.Days(days))
                ),
                expected,
                Sentence.None
            )
            : Judge(filed.Id, filed.Facts.Quality!, checks, worst, expected).From(filed);

    private static GateEvidence? Newest(RuleContext context, int? days) =>
        QualityPayload
            .Kinds.SelectMany(context.Evidence.OfKind)
            .Where(item => item.Facts.Quality is not null && context.Evidence.Counts(item, days))
            .OrderByDescending(item => item.ProducedAt)
            .ThenBy(item => item.Id, StringComparer.Ordinal)
            .FirstOrDefault();

    private static Finding Judge(
        string id,
        IReadOnlyList<GateQualityCheck> reported,
        IReadOnlyList<string> checks,
        string worst,
        Sentence expected
    )
    {
        var asked = checks.Select(name => (Name: name, Said: reported.FirstOrDefault(c => c.Check == name))).ToList();
        var found = asked
            .Where(c => c.Said is { Verdict: "fail" } || (worst == "ok" && c.Said is { Verdict: "warn" }))
            .Select(c => c.Said!)
            .ToList();
        if (found.Count > 0)
        {
            var named = RuleContext.Listed(found.Select(Named));
            var listed = ("checks", Values.List(found, Phrase, int.MaxValue));
            return Finding.Fail(
                Sentence.Of(
                    "quality.found",
                    $"{id} has findings of data quality: {named}. Repair the data before this version goes on.",
                    ("record", Values.Id(id)),
                    listed
                ),
                expected,
                Sentence.Of("quality.seen", named, listed)
            );
        }

        var absent = asked.Where(c => c.Said is null or { Verdict: "not_run" }).Select(c => c.Name).ToList();
        return absent.Count > 0
            ? Finding.Error(
                Sentence.Of(
                    "quality.not-run",
                    $"{id} does not say anything of {RuleContext.Listed(absent)}. Measure data on which these checks can run.",
                    ("record", Values.Id(id)),
                    ("checks", Values.Terms(StatementTerms.QualityCheck, absent))
                ),
                expected,
                Sentence.Of("quality.seen-not-run", "not run")
            )
            : Finding.Pass(
                Sentence.Of("quality.met", $"{id} shows no more findings of data quality than are accepted.", ("record", Values.Id(id))),
                expected,
                Sentence.None
            );
    }

    private static StatementValue Phrase(GateQualityCheck check) =>
        Values.Phrase(
            "quality.one",
            ("check", Values.Term(StatementTerms.QualityCheck, check.Check)),
            ("columns", Values.Names(check.Columns, 5))
        );

    private static string Named(GateQualityCheck check) =>
        check.Columns.Count == 0 ? check.Check : $"{check.Check} ({string.Join("; ", check.Columns.Take(5))})";
}
