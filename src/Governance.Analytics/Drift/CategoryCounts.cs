using Governance.Analytics.Io;

namespace Governance.Analytics.Drift;

/// <summary>Counts of a categorical column, beside those of its reference.</summary>
internal static class CategoryCounts
{
    /// <summary>
    /// Categories of the reference in ordinal order, then new ones in ordinal order, with the rows of the current column.
    /// </summary>
    public static (List<string> Names, long[] Counts) Align(CategoryProfile reference, CategoryColumn column) =>
        Align(reference, column.Categories, column.Codes.Count(column.Categories.Count));

    /// <summary>The same for counts by category.</summary>
    public static (List<string> Names, long[] Counts) Align(
        CategoryProfile reference,
        IReadOnlyList<string> categories,
        ReadOnlySpan<long> byCode
    )
    {
        var known = reference.Positions;
        var counts = new List<long>(new long[reference.Categories.Count]);
        var added = new List<(string Name, long Count)>();
        for (var code = 0; code < byCode.Length; code++)
        {
            if (known.TryGetValue(categories[code], out var index))
            {
                counts[index] = byCode[code];
            }
            else if (byCode[code] > 0)
            {
                added.Add((categories[code], byCode[code]));
            }
        }
        // Ordinal order, not that of the file: sums must not depend on the order of rows.
        added.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        List<string> names = [.. reference.Categories, .. added.Select(c => c.Name)];
        counts.AddRange(added.Select(c => c.Count));
        return (names, [.. counts]);
    }
}
