using Governance.Analytics.Drift;
using Governance.Analytics.Io;
using Governance.Analytics.Quality;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Samples;

/// <summary>What is kept of whole rows of a table.</summary>
/// <param name="Quality">Counts of repeats, labels and the latest instant.</param>
/// <param name="InputHashes">Sorted hashes of all rows over model inputs; empty when there is no input.</param>
/// <param name="Sample">Rows for what looks at several columns.</param>
internal sealed record RowFacts(TableQuality Quality, ulong[] InputHashes, RowSample Sample)
{
    /// <summary>Takes all facts in one go: hashes are made once.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="compared">Columns that are compared, as frozen with the reference.</param>
    /// <param name="roles">What each column is for.</param>
    public static RowFacts Of(Table table, IReadOnlyList<ComparedInput> compared, ColumnRoles roles)
    {
        var inputs = compared
            .Where(p => p.Role is ColumnRole.Feature or ColumnRole.Protected)
            .Select(p => table.Find(p.Name))
            .Where(c => c is NumericColumn or CategoryColumn)
            .Select(c => c!)
            .ToArray();
        var hashes = RowHashes.Of(table.RowCount, inputs);
        var sample = RowSample.Of(table, compared, roles, hashes);
        var rest = table.Columns.Where(c => c is not CountedColumn && !inputs.Contains(c)).ToArray();
        var all = rest.Length == 0 ? hashes : RowHashes.Of(table.RowCount, rest, hashes);
        RadixSort.Sort(hashes);
        if (all != hashes)
        {
            RadixSort.Sort(all);
        }
        return new RowFacts(
            TableQuality.Of(table, roles, inputs.Length + rest.Length == 0 ? null : RowHashes.Repeats(all)),
            inputs.Length == 0 ? [] : hashes,
            sample
        );
    }
}

/// <summary>A column that is compared.</summary>
/// <param name="Name">Name of the column.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Categories">Its categories in the reference; <see langword="null"/> for numbers.</param>
internal readonly record struct ComparedInput(string Name, ColumnRole Role, CategoryProfile? Categories)
{
    public static IReadOnlyList<ComparedInput> Of(IEnumerable<ColumnProfile> profiles) =>
        [.. profiles.Where(p => p.SkipReason is null).Select(p => new ComparedInput(p.Name, p.Role, p as CategoryProfile))];
}
