using Governance.Analytics.Io;
using Governance.Analytics.Samples;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Quality;

/// <summary>Figures about whole rows of a table.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="DuplicateRows">Rows equal in every column kept to an earlier row; <see langword="null"/> without columns.</param>
/// <param name="DuplicateIds">Rows whose decision id occurred before; <see langword="null"/> without such a column.</param>
/// <param name="LabelMissing">Rows without a label; <see langword="null"/> without a label column.</param>
public sealed record TableQuality(int Rows, long? DuplicateRows, long? DuplicateIds, long? LabelMissing)
{
    /// <summary>The latest instant in the timestamp column; <see langword="null"/> without one.</summary>
    public DateTimeOffset? Latest { get; init; }

    internal static TableQuality Of(Table table, ColumnRoles roles, long? duplicateRows)
    {
        var label = table.Find(roles.LabelIn(table.SourceColumns));
        return new TableQuality(
            table.RowCount,
            duplicateRows,
            RepeatedIds(table),
            label is null ? null : label.Counts.Missing + label.Counts.Invalid
        )
        {
            Latest = LatestOf(table, roles),
        };
    }

    /// <summary>Rows whose time is after an instant, and the latest time up to it.</summary>
    internal static long RowsAhead(Table table, ColumnRoles roles, DateTimeOffset limit, out DateTimeOffset? latest)
    {
        var (ahead, last) = (0L, DateTimeColumn.NoTicks);
        switch (TimesOf(table, roles))
        {
            case DateTimeColumn times:
                foreach (var ticks in times.UtcTicks)
                {
                    if (ticks > limit.UtcTicks)
                    {
                        ahead++;
                    }
                    else
                    {
                        last = Math.Max(last, ticks);
                    }
                }
                break;
            // Of a sketch only the ends are known.
            case SketchColumn { Range: { } range }:
                ahead = range.Latest > limit.UtcTicks ? 1 : 0;
                last = ahead == 0 ? range.Latest : DateTimeColumn.NoTicks;
                break;
        }
        latest = last == DateTimeColumn.NoTicks ? null : new DateTimeOffset(last, TimeSpan.Zero);
        return ahead;
    }

    /// <summary>Whether there is a timestamp column, whatever it holds.</summary>
    internal static bool HasTimes(Table table, ColumnRoles roles) => table.SourceColumns.Any(n => roles.RoleOf(n) is ColumnRole.Timestamp);

    private static Column? TimesOf(Table table, ColumnRoles roles) =>
        table.Find(table.SourceColumns.FirstOrDefault(n => roles.RoleOf(n) is ColumnRole.Timestamp));

    private static long? RepeatedIds(Table table)
    {
        if (table.Columns.OfType<KeyColumn>().FirstOrDefault() is not { } key)
        {
            return null;
        }
        var hashes = RowHashes.Of(table.RowCount, [key]);
        RadixSort.Sort(hashes);
        return RowHashes.Repeats(hashes);
    }

    private static DateTimeOffset? LatestOf(Table table, ColumnRoles roles)
    {
        if (TimesOf(table, roles) is not DateTimeColumn column)
        {
            return null;
        }
        var latest = DateTimeColumn.NoTicks;
        foreach (var ticks in column.UtcTicks)
        {
            latest = Math.Max(latest, ticks);
        }
        return latest == DateTimeColumn.NoTicks ? null : new DateTimeOffset(latest, TimeSpan.Zero);
    }
}
