using Governance.Analytics.Io;

namespace Governance.Analytics.Drift;

/// <summary>Counts of a categorical column, beside those of its reference.</summary>
internal static class CategoryCounts
{
    private const int Tables = 4;
    private const int SmallEnough = 4096;

    /// <summary>Rows of each code; missing ones are not counted.</summary>
    public static long[] ByCode(ReadOnlySpan<int> codes, int categories)
    {
        var counts = new long[categories];
        if (categories > SmallEnough)
        {
            foreach (var code in codes)
            {
                if (code >= 0) { counts[code]++; }
            }
            return counts;
        }
        // Neighbouring rows often share a code: tables side by side keep one addition from waiting for the last. Slot 0 takes what is missing.
        var width = categories + 1;
        var parts = new int[Tables * width];
        var first = parts.AsSpan(0, width);
        var second = parts.AsSpan(width, width);
        var third = parts.AsSpan(2 * width, width);
        var fourth = parts.AsSpan(3 * width, width);
        var i = 0;
        for (; i + Tables <= codes.Length; i += Tables)
        {
            first[codes[i] + 1]++;
            second[codes[i + 1] + 1]++;
            third[codes[i + 2] + 1]++;
            fourth[codes[i + 3] + 1]++;
        }
        for (; i < codes.Length; i++) { first[codes[i] + 1]++; }
        for (var c = 0; c < categories; c++) { counts[c] = (long)first[c + 1] + second[c + 1] + third[c + 1] + fourth[c + 1]; }
        return counts;
    }

    /// <summary>Categories of the reference in ordinal order, then new ones in ordinal order, with the rows of the current column.</summary>
    public static (List<string> Names, long[] Counts) Align(CategoryProfile reference, CategoryColumn column) =>
        Align(reference, column.Categories, ByCode(column.Codes, column.Categories.Count));

    /// <summary>The same for counts by category.</summary>
    public static (List<string> Names, long[] Counts) Align(CategoryProfile reference, IReadOnlyList<string> categories, ReadOnlySpan<long> byCode)
    {
        var known = reference.Positions;
        var counts = new List<long>(new long[reference.Categories.Count]);
        var added = new List<(string Name, long Count)>();
        for (var code = 0; code < byCode.Length; code++)
        {
            if (known.TryGetValue(categories[code], out var index)) { counts[index] = byCode[code]; }
            else if (byCode[code] > 0) { added.Add((categories[code], byCode[code])); }
        }
        // Ordinal order, not that of the file: sums must not depend on the order of rows.
        added.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        List<string> names = [.. reference.Categories, .. added.Select(c => c.Name)];
        counts.AddRange(added.Select(c => c.Count));
        return (names, [.. counts]);
    }
}
