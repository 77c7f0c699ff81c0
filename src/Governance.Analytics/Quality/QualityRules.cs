using System.Globalization;
using Governance.Analytics.Drift;
using Governance.Analytics.Io;
using Governance.Analytics.Samples;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Quality;

/// <summary>The data quality rules that need nothing but a reference.</summary>
internal static class QualityRules
{
    private const double SmallShare = 0.01;
    private const double LargeShare = 0.05;
    private const double AlmostConstant = 0.95;
    private const double SignificantMissing = 0.01;
    private const int RowsToCallConstant = 30;

    // Clocks differ a little.
    private static readonly TimeSpan s_tolerance = TimeSpan.FromMinutes(5);

    public static IReadOnlyList<QualityCheck> Check(
        RowFacts reference,
        RowFacts current,
        IReadOnlyList<ComparedColumn> columns,
        IReadOnlyList<string> missing,
        IReadOnlyList<string> added,
        Table table,
        IReadOnlyDictionary<string, string> units,
        ColumnRoles roles,
        QualityOptions options
    )
    {
        var checks = new List<QualityCheck>();
        foreach (var column in columns)
        {
            CheckColumn(checks, column, reference.Quality.Rows, current.Quality.Rows);
            AddUnit(checks, column.Feature.Name, units.GetValueOrDefault(column.Feature.Name), table);
        }
        AddInvalid(checks, table.Columns.Where(c => !roles.TakesPartInDrift(c.Name)));
        AddSchema(checks, missing, added);
        CheckRows(checks, reference.Quality, current.Quality);
        LeakageRules.Add(checks, reference, current, missing.Count > 0, options);
        CollinearityRules.Add(checks, reference.Sample, current.Sample, options);
        checks.Add(Freshness(reference.Quality.Latest, current.Quality.Latest, table, roles, options));
        return checks;
    }

    // Amounts in two currencies, or shares and percentages, are no numbers of one kind, whatever their distributions look like. A file
    // without a currency may still be in that of the reference.
    private static void AddUnit(List<QualityCheck> checks, string name, string? before, Table table)
    {
        if (table.Find(name) is not { } column || column.Counts.Missing + column.Counts.Invalid == column.RowCount)
        {
            return;
        }
        var now = column.Unit;
        var isOther =
            before is not null && now is not null ? !DressedNumber.CanBeTheSame(before, now) : DressedNumber.Percent == (before ?? now);
        if (isOther)
        {
            checks.Add(
                new(
                    name,
                    "type_change",
                    null,
                    null,
                    CheckVerdict.Fail,
                    $"{Unit("The reference", before)}, and {Unit("the current file", now)}."
                )
            );
        }
    }

    private static string Unit(string file, string? unit) =>
        unit is null ? $"{file} has numbers without a sign" : $"{file} has numbers in {unit}";

    /// <summary>Names the columns with values that do not have the type of all others, with their share and examples.</summary>
    public static void AddInvalid(List<QualityCheck> checks, IEnumerable<Column> columns)
    {
        foreach (var column in columns.Where(c => c.Counts.Invalid > 0))
        {
            var share = (double)column.Counts.Invalid / column.RowCount;
            checks.Add(
                new(
                    column.Name,
                    "invalid",
                    null,
                    share,
                    share >= SmallShare ? CheckVerdict.Fail : CheckVerdict.Warn,
                    Invalid(column.Type, column.Counts)
                )
            );
        }
    }

    /// <summary>Whether the latest row is to come.</summary>
    public static bool IsAhead(DateTimeOffset? latest, QualityOptions options) => latest > options.AsOf + s_tolerance;

    /// <summary>
    /// How old the latest row is. Rows that are to come do not count: they say nothing of the age of the others, and a clock or a unit was
    /// wrong.
    /// </summary>
    public static QualityCheck Freshness(
        DateTimeOffset? before,
        DateTimeOffset? latest,
        Table table,
        ColumnRoles roles,
        QualityOptions options
    )
    {
        if (latest is null && TableQuality.HasTimes(table, roles))
        {
            return new(null, "freshness", null, null, CheckVerdict.NotRun, "No value of the timestamp column is read as a time.");
        }
        if (!IsAhead(latest, options))
        {
            return Freshness(before, latest, options);
        }
        var (asOf, last) = (options.AsOf!.Value, latest!.Value);
        var ahead = TableQuality.RowsAhead(table, roles, asOf + s_tolerance, out var past);
        var when = last.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        var words = string.Create(
            CultureInfo.InvariantCulture,
            $"{ahead} of {table.RowCount} rows {(ahead == 1 ? "has" : "have")} a time after now and {(ahead == 1 ? "does" : "do")} not "
                + $"count; the latest is {when} UTC."
        );
        if (past is null)
        {
            return new(null, "freshness", options.MaximumAge?.TotalHours, (asOf - last).TotalHours, CheckVerdict.Fail, words);
        }
        var rest = Freshness(before, past, options);
        var verdict = (double)ahead / table.RowCount >= SmallShare ? CheckVerdict.Fail : CheckVerdict.Warn;
        return rest with { Verdict = rest.Verdict is CheckVerdict.Fail ? CheckVerdict.Fail : verdict, Reason = $"{words} {rest.Reason}" };
    }

    /// <summary>The rules that counts suffice for; the others are named as not run.</summary>
    public static IReadOnlyList<QualityCheck> CheckCounts(
        TableQuality reference,
        int rows,
        IReadOnlyList<ComparedColumn> columns,
        IReadOnlyList<string> missing,
        IReadOnlyList<string> added,
        string whyNot
    )
    {
        var checks = new List<QualityCheck>();
        foreach (var column in columns)
        {
            CheckColumn(checks, column, reference.Rows, rows, whyNot);
        }
        AddSchema(checks, missing, added);
        checks.Add(Rows(reference.Rows, rows));
        foreach (
            var check in new[]
            {
                "duplicates",
                "duplicate_ids",
                "label_missing",
                "leakage",
                "label_leakage",
                "collinearity",
                "variance_inflation",
                "freshness",
            }
        )
        {
            checks.Add(new(null, check, null, null, CheckVerdict.NotRun, whyNot));
        }
        return checks;
    }

    private static void AddSchema(List<QualityCheck> checks, IReadOnlyList<string> missing, IReadOnlyList<string> added)
    {
        foreach (var name in missing)
        {
            checks.Add(new(name, "missing_column", 1, 0, CheckVerdict.Fail, "The current file does not have this column."));
        }
        foreach (var name in added)
        {
            checks.Add(new(name, "added_column", 0, 1, CheckVerdict.Warn, "The reference does not have this column."));
        }
    }

    private static QualityCheck Rows(int before, int now) =>
        new(
            null,
            "row_count",
            before,
            now,
            now == 0 ? CheckVerdict.Fail : CheckVerdict.Ok,
            "Number of rows; fails only when there are none."
        );

    private static void CheckColumn(
        List<QualityCheck> checks,
        ComparedColumn column,
        int referenceRows,
        int currentRows,
        string? noSpread = null
    )
    {
        var feature = column.Feature;
        var (before, now) = (feature.Reference, feature.Current);
        checks.Add(Missing(feature.Name, new Proportion(before.Missing, referenceRows), new Proportion(now.Missing, currentRows)));
        if (feature.Type is ColumnType.Numeric)
        {
            checks.Add(Infinite(feature.Name, Share(before.Infinite, referenceRows), Share(now.Infinite, currentRows), column.Current));
        }
        if (feature.Type is ColumnType.Numeric or ColumnType.DateTime)
        {
            var share = Share(now.Invalid, currentRows);
            // What the reference has as well is no news.
            var verdict =
                share - (Share(before.Invalid, referenceRows) ?? 0) >= SmallShare ? CheckVerdict.Fail
                : share > 0 ? CheckVerdict.Warn
                : CheckVerdict.Ok;
            checks.Add(
                new(
                    feature.Name,
                    "invalid",
                    Share(before.Invalid, referenceRows),
                    share,
                    verdict,
                    column.Current is null ? null : Invalid(null, column.Current.Counts)
                )
            );
        }
        if (column.OutOfRange is { } outside)
        {
            checks.Add(OutOfRange(feature.Name, outside, now.Used, before.Used));
        }
        if (feature.Type is ColumnType.Categorical && feature.NewCategoryShare is { } unseen)
        {
            checks.Add(
                new(
                    feature.Name,
                    "unseen_category",
                    0,
                    unseen,
                    unseen >= LargeShare ? CheckVerdict.Fail
                        : unseen > 0 ? CheckVerdict.Warn
                        : CheckVerdict.Ok
                )
            );
        }
        if (feature.Verdict != DriftVerdict.Skipped)
        {
            CheckSpread(checks, feature.Name, before, now, noSpread);
        }
        else if (feature.Type is ColumnType.Unknown && now.Used > 0)
        {
            checks.Add(
                new(
                    feature.Name,
                    "type_change",
                    0,
                    Share(now.Used, currentRows),
                    CheckVerdict.Warn,
                    "The reference has no value in this column, but the current file does."
                )
            );
        }
    }

    private static QualityCheck Missing(string name, Proportion before, Proportion now)
    {
        var verdict = CheckVerdict.Ok;
        string? reason = null;
        if (now.Value is { } current && before.Value is { } reference)
        {
            var growth = current - reference;
            if (now.Successes == now.Trials && before.Successes < before.Trials)
            {
                verdict = CheckVerdict.Fail;
                reason = "All values are missing now.";
            }
            else if (growth >= LargeShare && Proportion.PooledPValue(before, now) < SignificantMissing)
            {
                verdict = CheckVerdict.Fail;
            }
            else if (growth >= SmallShare)
            {
                verdict = CheckVerdict.Warn;
            }
        }
        return new(name, "missing", before.Value, now.Value, verdict, reason);
    }

    private static QualityCheck Infinite(string name, double? before, double? now, Column? column) =>
        new(
            name,
            "infinite",
            before,
            now,
            now - before >= SmallShare ? CheckVerdict.Warn : CheckVerdict.Ok,
            Lines("Infinite", column?.Counts.InfiniteLines)
        );

    /// <summary>
    /// Without any change about 2/(n+1) of the values lie outside the range of n earlier ones, with a standard deviation of √2/(n+1) from
    /// the reference besides that of counting; only what exceeds it by three standard deviations fails.
    /// </summary>
    private static QualityCheck OutOfRange(string name, long outside, long used, long referenceUsed)
    {
        var share = Share(outside, used);
        if (share is not > 0)
        {
            return new(name, "out_of_range", 0, share, CheckVerdict.Ok);
        }
        var expected = Math.Min(1, 2.0 / (referenceUsed + 1));
        var deviation = Math.Sqrt((expected * (1 - expected) / used) + (expected * expected / 2));
        var fails = share >= SmallShare && share > expected + (3 * deviation);
        return new(
            name,
            "out_of_range",
            0,
            share,
            fails ? CheckVerdict.Fail : CheckVerdict.Warn,
            "Share of values below the smallest or above the largest value of the reference."
        );
    }

    private static void CheckSpread(List<QualityCheck> checks, string name, ColumnSummary before, ColumnSummary now, string? whyNot)
    {
        if (whyNot is not null && now.Distinct is null)
        {
            checks.Add(new(name, "constant", before.Distinct, null, CheckVerdict.NotRun, whyNot));
            checks.Add(new(name, "almost_constant", before.TopShare, null, CheckVerdict.NotRun, whyNot));
            return;
        }
        var constant = now is { Distinct: 1, Used: >= RowsToCallConstant } && before.Distinct > 1;
        checks.Add(
            new(
                name,
                "constant",
                before.Distinct,
                now.Distinct,
                constant ? CheckVerdict.Fail : CheckVerdict.Ok,
                "Number of distinct values."
            )
        );
        var almost = now.TopShare >= AlmostConstant && before.TopShare < AlmostConstant && now.Used >= RowsToCallConstant;
        checks.Add(
            new(
                name,
                "almost_constant",
                before.TopShare,
                now.TopShare,
                almost ? CheckVerdict.Warn : CheckVerdict.Ok,
                "Share of the most frequent value."
            )
        );
    }

    private static void CheckRows(List<QualityCheck> checks, TableQuality before, TableQuality now)
    {
        checks.Add(Rows(before.Rows, now.Rows));
        checks.Add(Duplicates("duplicates", before.DuplicateRows, now.DuplicateRows, before.Rows, now.Rows, 1.1));
        if (now.DuplicateIds is not null)
        {
            checks.Add(Duplicates("duplicate_ids", before.DuplicateIds, now.DuplicateIds, before.Rows, now.Rows, 1));
        }
        if (before.LabelMissing is not null || now.LabelMissing is not null)
        {
            // Labels arrive late by nature: told, and left to the performance verdicts.
            checks.Add(
                new(
                    null,
                    "label_missing",
                    Share(before.LabelMissing, before.Rows),
                    Share(now.LabelMissing, now.Rows),
                    CheckVerdict.Ok,
                    "Share of rows without a label; performance is measured on the other rows."
                )
            );
        }
    }

    private static QualityCheck Freshness(DateTimeOffset? before, DateTimeOffset? now, QualityOptions options)
    {
        const string Check = "freshness";
        if (now is not { } latest)
        {
            return new(null, Check, null, null, CheckVerdict.NotRun, "There is no timestamp column.");
        }
        if (options is { AsOf: { } asOf, MaximumAge: { } allowed })
        {
            var age = (asOf - latest).TotalHours;
            return new(
                null,
                Check,
                allowed.TotalHours,
                age,
                age > allowed.TotalHours ? CheckVerdict.Fail : CheckVerdict.Ok,
                "Hours since the latest row, and the maximum allowed."
            );
        }
        if (before is not { } earlier)
        {
            return new(null, Check, null, null, CheckVerdict.NotRun, "The reference has no timestamps, and no maximum age is configured.");
        }
        var ahead = (latest - earlier).TotalHours;
        return new(
            null,
            Check,
            null,
            ahead,
            ahead > 0 ? CheckVerdict.Ok : CheckVerdict.Warn,
            "Hours from the latest row of the reference to the latest row here."
        );
    }

    private static QualityCheck Duplicates(string check, long? before, long? now, int rowsBefore, int rowsNow, double tolerance)
    {
        var (was, value) = (Share(before, rowsBefore), Share(now, rowsNow));
        var verdict =
            value is null ? CheckVerdict.NotRun
            : value > 0 && value > (was ?? 0) * tolerance ? CheckVerdict.Warn
            : CheckVerdict.Ok;
        return new(null, check, was, value, verdict);
    }

    private static double? Share(long? count, long rows) => count is null || rows == 0 ? null : (double)count.Value / rows;

    /// <summary>Where the first invalid values are, and what they look like; without a type, against a reference.</summary>
    private static string? Invalid(ColumnType? type, ColumnCounts counts)
    {
        if (counts is not { InvalidLines.Count: > 0, InvalidTexts.Count: > 0 })
        {
            return null;
        }
        var lines = string.Join(", ", counts.InvalidLines.Select(l => l.ToString(CultureInfo.InvariantCulture)));
        var examples = string.Join(", ", counts.InvalidTexts.Select(t => $"\"{t}\""));
        return type switch
        {
            null => $"Values of a different type from the reference: first in line {lines}. For example {examples}.",
            ColumnType.DateTime => $"Values that are not read as dates: first in line {lines}. For example {examples}.",
            _ => $"Values that are no numbers: first in line {lines}. For example {examples}.",
        };
    }

    private static string? Lines(string what, IReadOnlyList<long>? lines) =>
        lines is null or { Count: 0 }
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{what}: first in line {string.Join(", ", lines)}.");
}
