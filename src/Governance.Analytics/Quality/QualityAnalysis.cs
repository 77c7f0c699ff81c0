using Governance.Analytics.Drift;
using Governance.Analytics.Io;

namespace Governance.Analytics.Quality;

/// <summary>Data quality of a table, alone or against a reference.</summary>
public static class QualityAnalysis
{
    private const double ManyMissing = 0.05;
    private const double Noticeable = 0.01;
    private const double AlmostConstant = 0.95;

    /// <summary>Checks a window against its reference: the same checks as in <see cref="DriftResult.Quality"/>.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="current">The window, read with <see cref="ReferenceProfile.Schema"/>.</param>
    /// <param name="roles">What each column is for; <see langword="null"/> for known names.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The checks.</returns>
    public static IReadOnlyList<QualityCheck> Compare(
        ReferenceProfile reference,
        Table current,
        ColumnRoles? roles = null,
        CancellationToken cancellationToken = default
    ) => DriftAnalysis.Compare(reference, current, options: null, roles, cancellationToken).Quality;

    /// <summary>Checks a table for itself. What can only be said against a reference is left out.</summary>
    /// <param name="table">The table, read without a schema.</param>
    /// <param name="roles">What each column is for; <see langword="null"/> for known names.</param>
    /// <param name="options">Bounds; freshness is checked when they name an age. <see langword="null"/> for the default ones.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The checks; their reference value is <see langword="null"/>.</returns>
    public static IReadOnlyList<QualityCheck> Describe(
        Table table,
        ColumnRoles? roles = null,
        QualityOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        var profile = ReferenceProfile.FromTable(table, roles, cancellationToken);
        var checks = new List<QualityCheck>();
        foreach (var column in profile.Columns)
        {
            Describe(checks, column, table.RowCount);
        }
        QualityRules.AddInvalid(checks, table.Columns);
        var rows = profile.Quality;
        checks.Add(new(null, "row_count", null, rows.Rows, rows.Rows == 0 ? CheckVerdict.Fail : CheckVerdict.Ok, "Number of rows."));
        Count(checks, "duplicates", rows.DuplicateRows, rows.Rows);
        Count(checks, "duplicate_ids", rows.DuplicateIds, rows.Rows);
        if (rows.LabelMissing is { } unlabelled && rows.Rows > 0)
        {
            checks.Add(new(null, "label_missing", null, (double)unlabelled / rows.Rows, CheckVerdict.Ok, "Share of rows without a label."));
        }
        LeakageRules.AddLabels(checks, null, profile.Facts.Sample, options ?? QualityOptions.Default);
        CollinearityRules.Add(checks, null, profile.Facts.Sample, options ?? QualityOptions.Default);
        if (options is not null)
        {
            // Without an age that was asked for, only what cannot be right is said.
            if (options.MaximumAge is not null || QualityRules.IsAhead(rows.Latest, options))
            {
                checks.Add(QualityRules.Freshness(null, rows.Latest, table, roles ?? ColumnRoles.Default, options));
            }
        }
        return checks;
    }

    private static void Describe(List<QualityCheck> checks, ColumnProfile column, int rows)
    {
        if (rows == 0)
        {
            return;
        }
        var summary = column.Summary;
        var missing = (double)summary.Missing / rows;
        checks.Add(
            new(
                column.Name,
                "missing",
                null,
                missing,
                missing >= 1 ? CheckVerdict.Fail
                    : missing > ManyMissing ? CheckVerdict.Warn
                    : CheckVerdict.Ok
            )
        );
        if (column.Type == ColumnType.Numeric)
        {
            var infinite = (double)summary.Infinite / rows;
            checks.Add(new(column.Name, "infinite", null, infinite, infinite >= Noticeable ? CheckVerdict.Warn : CheckVerdict.Ok));
        }
        if (column is SkippedProfile { Type: ColumnType.Numeric, Summary: { Used: > 0, Distinct: { } distinct } })
        {
            checks.Add(
                new(column.Name, "identifier", null, (double)distinct / summary.Used, CheckVerdict.Ok, ReferenceProfile.NumericIdentifier)
            );
        }
        else if (column.SkipReason is not null)
        {
            return;
        }
        checks.Add(
            new(
                column.Name,
                "constant",
                null,
                summary.Distinct,
                summary.Distinct == 1 ? CheckVerdict.Warn : CheckVerdict.Ok,
                "Number of distinct values."
            )
        );
        checks.Add(
            new(
                column.Name,
                "almost_constant",
                null,
                summary.TopShare,
                summary.Distinct > 1 && summary.TopShare >= AlmostConstant ? CheckVerdict.Warn : CheckVerdict.Ok,
                "Share of the most frequent value."
            )
        );
    }

    private static void Count(List<QualityCheck> checks, string check, long? count, int rows)
    {
        if (count is not { } found || rows == 0)
        {
            return;
        }
        checks.Add(new(null, check, null, (double)found / rows, found > 0 ? CheckVerdict.Warn : CheckVerdict.Ok));
    }
}
