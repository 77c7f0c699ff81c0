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
        var expected =
            (
                least == 0
                    ? string.Empty
                    : string.Create(CultureInfo.InvariantCulture, $"at least {least} monitor{(least == 1 ? string.Empty : "s")}, ")
            )
            + string.Create(CultureInfo.InvariantCulture, $"measured at most {days} days ago")
            + (decisions ? ", with decisions on record" : string.Empty);
        if (context.Input.Coverage is not { } coverage)
        {
            return Finding.Error(
                "It is not known what watches this version: the input does not say so. Evaluate an input with coverage.",
                expected,
                "not known"
            );
        }

        var actual = string.Create(
            CultureInfo.InvariantCulture,
            $"monitors: {coverage.Monitors}; measured: {Day(coverage.MeasuredAt)}; decisions: {Day(coverage.DecidedAt)}"
        );
        var wrong = new List<string>();
        if (coverage.Monitors < least)
        {
            wrong.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{coverage.Monitors} monitors watch this model; {least} are asked for. Add monitors on its page."
                )
            );
        }

        if (coverage.ServesSince is { } since)
        {
            var limit = TimeSpan.FromDays(days);
            if (IsLate(context.Input.At, since, coverage.MeasuredAt, limit))
            {
                wrong.Add(
                    coverage.MeasuredAt is { } measured
                        ? $"In production since {Day(since)}, and not measured since {Day(measured)}. Send a window of its predictions."
                        : $"In production and unmonitored since {Day(since)}. Send a reference and windows of its predictions."
                );
            }

            if (decisions && IsLate(context.Input.At, since, coverage.DecidedAt, limit))
            {
                wrong.Add(
                    coverage.DecidedAt is { } decided
                        ? $"In production since {Day(since)}, and without a decision on record since {Day(decided)}. Send its decisions."
                        : $"In production since {Day(since)} without a decision on record. Send its decisions."
                );
            }
        }

        return wrong.Count > 0 ? Finding.Fail(string.Join(" ", wrong), expected, actual)
            : coverage.ServesSince is null
                ? Finding.Pass("Monitors are set up; what they measure is judged once the version serves.", expected, actual)
            : Finding.Pass("The version is monitored.", expected, actual);
    }

    // A version has as long after it began to serve as between two measurements.
    private static bool IsLate(DateTimeOffset at, DateTimeOffset since, DateTimeOffset? last, TimeSpan limit) =>
        at - (last > since ? last.Value : since) > limit;

    private static string Day(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "–";
}
