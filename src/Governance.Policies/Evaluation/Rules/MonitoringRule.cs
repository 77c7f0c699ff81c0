using System.Globalization;

namespace Governance.Policies;

/// <summary>
/// <c>monitoring_required</c>: monitors are set up before a version serves, and once it has served for <c>maxAgeDays</c>, something was
/// measured, and with <c>decisions</c> a decision recorded, within as many days. What never began is late, too.
/// </summary>
internal static class MonitoringRule
{
    /// <summary>Days in which a version that serves is measured, where a rule names none.</summary>
    public const int DefaultDays = 30;

    public static Finding Evaluate(RuleContext context)
    {
        var least = context.Parameters.Integer("minMonitors") ?? 1;
        var days = context.Parameters.Integer("maxAgeDays") ?? DefaultDays;
        var decisions = context.Parameters.Flag("decisions");
        var expected = Sentence.Joined(
            ", ",
            least == 0
                ? null
                : Sentence.Of(
                    "monitoring.asked-monitors",
                    string.Create(CultureInfo.InvariantCulture, $"at least {least} monitor{(least == 1 ? string.Empty : "s")}"),
                    ("count", Values.Count(least))
                ),
            Sentence.Of(
                "monitoring.asked-age",
                string.Create(CultureInfo.InvariantCulture, $"measured at most {days} days ago"),
                ("days", Values.Days(days))
            ),
            decisions ? Sentence.Of("monitoring.asked-decisions", "with decisions on record") : null
        );
        if (context.Input.Coverage is not { } coverage)
        {
            return Finding.Error(
                Sentence.Of(
                    "monitoring.unknown",
                    "It is not known what watches this version: the input does not say so. Evaluate an input with coverage."
                ),
                expected,
                Sentence.NotKnown
            );
        }

        var (measuredOn, decidedOn) = (("measuredOn", Values.Day(coverage.MeasuredAt)), ("decidedOn", Values.Day(coverage.DecidedAt)));
        var actual = Sentence.Joined(
            "; ",
            Sentence.Of(
                "monitoring.seen-monitors",
                string.Create(CultureInfo.InvariantCulture, $"monitors: {coverage.Monitors}"),
                ("count", Values.Count(coverage.Monitors))
            ),
            Sentence.Of(
                coverage.MeasuredAt is null ? "monitoring.seen-not-measured" : "monitoring.seen-measured",
                $"measured: {Day(coverage.MeasuredAt)}",
                measuredOn
            ),
            Sentence.Of(
                coverage.DecidedAt is null ? "monitoring.seen-not-decided" : "monitoring.seen-decided",
                $"decisions: {Day(coverage.DecidedAt)}",
                decidedOn
            )
        );
        var wrong = new List<Sentence>();
        if (coverage.Monitors < least)
        {
            wrong.Add(
                Sentence.Of(
                    "monitoring.few",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{coverage.Monitors} monitors watch this model; {least} are asked for. Add monitors on its page."
                    ),
                    ("count", Values.Count(coverage.Monitors)),
                    ("required", Values.Count(least))
                )
            );
        }

        if (coverage.ServesSince is { } since)
        {
            var limit = TimeSpan.FromDays(days);
            var serving = ("serving", Values.Day(since));
            if (IsLate(context.Input.At, since, coverage.MeasuredAt, limit))
            {
                wrong.Add(
                    coverage.MeasuredAt is { } measured
                        ? Sentence.Of(
                            "monitoring.not-since",
                            $"In production since {Day(since)}, and not measured since {Day(measured)}. Send a window of its predictions.",
                            serving,
                            measuredOn
                        )
                        : Sentence.Of(
                            "monitoring.never",
                            $"In production and unmonitored since {Day(since)}. Send a reference and windows of its predictions.",
                            serving
                        )
                );
            }

            if (decisions && IsLate(context.Input.At, since, coverage.DecidedAt, limit))
            {
                wrong.Add(
                    coverage.DecidedAt is { } decided
                        ? Sentence.Of(
                            "monitoring.no-decision-since",
                            $"In production since {Day(since)}, and without a decision on record since {Day(decided)}. "
                                + "Send its decisions.",
                            serving,
                            decidedOn
                        )
                        : Sentence.Of(
                            "monitoring.no-decision",
                            $"In production since {Day(since)} without a decision on record. Send its decisions.",
                            serving
                        )
                );
            }
        }

        return wrong.Count > 0 ? Finding.Fail(Sentence.Joined(" ", wrong), expected, actual)
            : coverage.ServesSince is null
                ? Finding.Pass(
                    Sentence.Of("monitoring.ready", "Monitors are set up; what they measure is judged once the version serves."),
                    expected,
                    actual
                )
            : Finding.Pass(Sentence.Of("monitoring.met", "The version is monitored."), expected, actual);
    }

    // A version has as long after it began to serve as between two measurements.
    private static bool IsLate(DateTimeOffset at, DateTimeOffset since, DateTimeOffset? last, TimeSpan limit) =>
        at - (last > since ? last.Value : since) > limit;

    private static string Day(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "–";
}
