using Governance.Analytics.Attribution;
using Governance.Analytics.Io;
using Governance.Analytics.Quality;
using Governance.Analytics.Samples;

namespace Governance.Analytics.Drift;

/// <summary>
/// A reference, frozen: bins, sorted values, categories and quality figures. Stored once, every later window is compared with it and
/// gets exactly the numbers of a comparison of the two files.
/// </summary>
public sealed class ReferenceProfile
{
    /// <summary>Rows below which nothing is called an identifier.</summary>
    internal const int IdentifierRows = 100;

    private const double IdentifierShare = 0.95;
    private const double LongNumber = 1e15;

    /// <summary>What is said of a column of numbers that is not compared because they identify.</summary>
    internal const string NumericIdentifier =
        "The column is an identifier: nearly every row has its own whole number of 16 digits or more.";

    internal ReferenceProfile(
        int rowCount,
        IReadOnlyList<string> sourceColumns,
        IReadOnlyList<ColumnProfile> columns,
        RowFacts facts,
        AttributionProfile? attributions,
        IReadOnlyDictionary<string, string> units
    )
    {
        Units = units;
        RowCount = rowCount;
        SourceColumns = sourceColumns;
        Columns = columns;
        Facts = facts;
        Attributions = attributions;
        Schema = new TableSchema(
            columns.Select(c => new ColumnSchema(
                c.Name,
                c.Type,
                CountOnly: c is SkippedProfile && c.Type is ColumnType.Categorical or ColumnType.Unknown
            ))
        );
    }

    /// <summary>Rows of the reference.</summary>
    public int RowCount { get; }

    /// <summary>All columns of the reference file, also those that take no part.</summary>
    public IReadOnlyList<string> SourceColumns { get; }

    /// <summary>The columns that take part in drift (or are reported as skipped), in file order.</summary>
    public IReadOnlyList<ColumnProfile> Columns { get; }

    /// <summary>Figures about whole rows.</summary>
    public TableQuality Quality => Facts.Quality;

    /// <summary>Types to parse later windows with: <see cref="TabularReadOptions.Schema"/>.</summary>
    public TableSchema Schema { get; }

    /// <summary>The currency or the percent sign of columns whose numbers are written with one.</summary>
    internal IReadOnlyDictionary<string, string> Units { get; }

    /// <summary>Hashes and a sample of whole rows.</summary>
    internal RowFacts Facts { get; }

    /// <summary>Contributions to the score; <see langword="null"/> when none were logged.</summary>
    internal AttributionProfile? Attributions { get; }

    /// <summary>Freezes a reference.</summary>
    /// <param name="reference">The reference, read without a schema.</param>
    /// <param name="roles">What each column is for; <see langword="null"/> for known names.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The profile.</returns>
    public static ReferenceProfile FromTable(Table reference, ColumnRoles? roles = null, CancellationToken cancellationToken = default) =>
        FromTable(reference, roles ?? ColumnRoles.Default, consume: false, cancellationToken);

    internal static ReferenceProfile FromTable(Table reference, ColumnRoles roles, bool consume, CancellationToken cancellationToken)
    {
        var compared = reference.Columns.Where(c => c is not KeyColumn && roles.TakesPartInDrift(c.Name)).ToArray();
        var profiles = new ColumnProfile?[compared.Length];
        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
        // What looks at whole rows comes before numbers are sorted, as sorting may use the memory of the column.
        Parallel.For(0, compared.Length, options, i => profiles[i] = FreezeUnlessNumeric(compared[i], roles.RoleOf(compared[i].Name)));
        var inputs = compared
            .Select((c, i) => (Column: c, Profile: profiles[i]))
            .Where(c => c.Profile is null or { SkipReason: null })
            .Select(c => new ComparedInput(c.Column.Name, roles.RoleOf(c.Column.Name), c.Profile as CategoryProfile))
            .ToArray();
        var facts = RowFacts.Of(reference, inputs, roles);
        var attributions = AttributionProfile.Of(reference);
        Parallel.For(
            0,
            compared.Length,
            options,
            i =>
            {
                if (compared[i] is NumericColumn numeric)
                {
                    profiles[i] ??= new NumericProfile(
                        numeric.Name,
                        roles.RoleOf(numeric.Name),
                        NumericProfile.SortFinite(numeric, consume),
                        numeric.Counts,
                        numeric.Exact?.Count()
                    );
                }
            }
        );
        return new ReferenceProfile(reference.RowCount, reference.SourceColumns, profiles!, facts, attributions, UnitsOf(compared));
    }

    /// <summary>Writes the profile in a compact binary form that <see cref="Load"/> reads.</summary>
    /// <param name="stream">Where to write; stays open.</param>
    public void Save(Stream stream) => ReferenceProfileFormat.Write(this, stream);

    /// <summary>Reads a profile written by <see cref="Save"/>.</summary>
    /// <param name="stream">Where to read; stays open.</param>
    /// <returns>The profile, giving the same numbers as the one saved.</returns>
    /// <exception cref="InvalidDataException">The bytes are not a profile, are damaged, or were written by a newer version.</exception>
    public static ReferenceProfile Load(Stream stream) => ReferenceProfileFormat.Read(stream);

    internal static Dictionary<string, string> UnitsOf(IEnumerable<Column> columns) =>
        columns.Where(c => c.Unit is not null).ToDictionary(c => c.Name, c => c.Unit!, StringComparer.Ordinal);

    internal static bool IsIdentifier(long used, long distinct) => used >= IdentifierRows && distinct > IdentifierShare * used;

    /// <summary>Whether all numbers are as long as those that identify accounts, cards, messages or instants.</summary>
    internal static bool IsIdentifier(double min, double max, long count) =>
        count >= IdentifierRows && (min >= LongNumber || max <= -LongNumber) && Math.Max(Math.Abs(min), Math.Abs(max)) <= ulong.MaxValue;

    // Null unless nearly every row has a whole number of its own that is too long for a quantity.
    private static ColumnSummary? IdentifierOf(NumericColumn column)
    {
        foreach (var value in column.Values)
        {
            if (double.IsFinite(value) && (Math.Abs(value) < LongNumber || value != Math.Truncate(value)))
            {
                return null;
            }
        }
        var summary = ColumnSummary.OfSorted(NumericProfile.SortFinite(column, consume: false).Span, column.Counts, column.Exact?.Count());
        return
            summary is { Min: { } min, Max: { } max }
            && IsIdentifier(min, max, summary.Used)
            && IsIdentifier(summary.Used, summary.Distinct ?? 0)
            ? summary
            : null;
    }

    // Null for numbers that can be compared.
    private static ColumnProfile? FreezeUnlessNumeric(Column column, ColumnRole role)
    {
        switch (column)
        {
            case NumericColumn numeric:
                foreach (var value in numeric.Values)
                {
                    if (double.IsFinite(value))
                    {
                        return IdentifierOf(numeric) is { } identifier
                            ? new SkippedProfile(column.Name, column.Type, role, identifier, NumericIdentifier)
                            : null;
                    }
                }
                return new SkippedProfile(
                    column.Name,
                    column.Type,
                    role,
                    ColumnSummary.OfSorted([], column.Counts),
                    "The reference has no finite value."
                );
            case CategoryColumn category:
                return Freeze(category, role);
            case DateTimeColumn:
                return new SkippedProfile(column.Name, column.Type, role, ColumnSummary.OfUncompared(column), "Dates are not compared.");
            default:
                return new SkippedProfile(
                    column.Name,
                    column.Type,
                    role,
                    ColumnSummary.OfUncompared(column),
                    "The reference has no value, so the type is unknown."
                );
        }
    }

    private static ColumnProfile Freeze(CategoryColumn column, ColumnRole role)
    {
        var counts = column.Codes.Count(column.Categories.Count);
        var names = column.Categories.ToArray();
        Array.Sort(names, counts, StringComparer.Ordinal);
        var summary = ColumnSummary.OfCounts(counts, column.Counts);
        if (summary.Used == 0)
        {
            return new SkippedProfile(
                column.Name,
                ColumnType.Unknown,
                role,
                summary,
                "The reference has no value, so the type is unknown."
            );
        }
        return IsIdentifier(summary.Used, summary.Distinct ?? 0)
            ? new SkippedProfile(
                column.Name,
                column.Type,
                role,
                summary,
                "The column is an identifier: nearly every row has its own value."
            )
            : new CategoryProfile(column.Name, role, names, counts, column.Counts);
    }
}
